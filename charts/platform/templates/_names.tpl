{{/* Names and small decisions that several templates share. */}}

{{/* Labels of every object; call with (list $ "component"). */}}
{{- define "platform.labels" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: {{ index . 1 }}
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: primero
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
{{- end }}

{{/* The reference of an image; call with (list $ "operator"). */}}
{{- define "platform.image" -}}
{{- $root := index . 0 -}}
{{- $image := index $root.Values.images (index . 1) -}}
{{- $name := printf "%s/%s" $root.Values.images.registry $image.repository -}}
{{- if $image.digest -}}
{{ $name }}@{{ $image.digest }}
{{- else -}}
{{ $name }}:{{ $image.tag | default $root.Chart.AppVersion }}
{{- end -}}
{{- end }}

{{- define "platform.pullSecrets" -}}
{{- with .Values.images.pullSecrets -}}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end }}

{{/* "true" when objects of our own kinds can be written. */}}
{{- define "platform.hasKinds" -}}
{{- if or (eq .Values.resources "always") (.Capabilities.APIVersions.Has "primero.org/v1alpha1/CoreRelease") -}}
true
{{- end -}}
{{- end }}

{{/* What every container of ours must not do (Pod Security `restricted`, and a read-only root). */}}
{{- define "platform.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{- define "platform.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{/* The egress rule that lets a pod resolve names. */}}
{{- define "platform.dnsEgress" -}}
- to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: {{ .Values.dns.namespace }}
      podSelector:
        matchLabels:
          {{ (split "=" .Values.dns.podLabel)._0 }}: {{ (split "=" .Values.dns.podLabel)._1 }}
  ports:
    - {protocol: UDP, port: {{ .Values.dns.port }}}
    - {protocol: TCP, port: {{ .Values.dns.port }}}
{{- end }}
