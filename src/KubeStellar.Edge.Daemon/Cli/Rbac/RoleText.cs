using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Rbac;

/// <summary>Roles as YAML, with what is to be said about them as comments, and as JSON.</summary>
internal static class RoleText
{
    private const string Group = "rbac.authorization.k8s.io";
    private const string Version = Group + "/v1";
    private const string User = "User";

    internal static string Yaml(IReadOnlyList<RoleDocument> documents)
    {
        var text = new StringBuilder();
        foreach (var document in documents)
        {
            text.Append(text.Length > 0 ? "---\n" : "");
            Document(text, document);
        }

        return text.ToString();
    }

    /// <summary>One object, or a list of several; comments have no place in it.</summary>
    internal static string Json(IReadOnlyList<RoleDocument> documents)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            if (documents is [var only])
            {
                Write(writer, only);
            }
            else
            {
                writer.WriteStartObject();
                writer.WriteString("apiVersion", "v1");
                writer.WriteString("kind", "List");
                writer.WriteStartArray("items");
                foreach (var document in documents)
                {
                    Write(writer, document);
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            }
        }

        return JsonText.Write(JsonElement.Parse(stream.ToArray())) + "\n";
    }

    private static void Document(StringBuilder text, RoleDocument document)
    {
        Notes(text, document.Notes);
        text.Append($"apiVersion: {Version}\nkind: {document.Kind}\nmetadata:\n  name: {document.Name}\n");
        text.Append(document.Namespace.Length > 0 ? $"  namespace: {document.Namespace}\n" : "");
        if (document.Subject is { } subject)
        {
            text.Append($"roleRef:\n  apiGroup: {Group}\n  kind: {RoleOf(document)}\n  name: {document.Name}\n");
            text.Append(subject.Kind == User ? $"subjects:\n- apiGroup: {Group}\n  kind: User\n  name: {Quoted([subject.Name])}\n" : $"subjects:\n- kind: {subject.Kind}\n  name: {subject.Name}\n  namespace: {subject.Namespace}\n");
            return;
        }

        text.Append(document.Rules.All(rule => rule.Optional) ? "rules: []\n" : "rules:\n");
        foreach (var rule in document.Rules)
        {
            Notes(text, rule.Notes);
            var off = rule.Optional ? "# " : "";
            text.Append($"{off}- apiGroups: [{Quoted([rule.Group])}]\n{off}  resources: [{Quoted(rule.Resources)}]\n{(rule.Names.Count > 0 ? $"{off}  resourceNames: [{Quoted(rule.Names)}]\n" : "")}{off}  verbs: [{Quoted(rule.Verbs)}]\n");
        }
    }

    private static void Notes(StringBuilder text, IReadOnlyList<string> notes)
    {
        foreach (var note in notes)
        {
            text.Append($"# {note}\n");
        }
    }

    private static string Quoted(IReadOnlyList<string> words) => string.Join(", ", words.Select(word => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(word)}\""));

    private static string RoleOf(RoleDocument binding) => binding.Kind == "RoleBinding" ? "Role" : "ClusterRole";

    private static void Write(Utf8JsonWriter writer, RoleDocument document)
    {
        writer.WriteStartObject();
        writer.WriteString("apiVersion", Version);
        writer.WriteString("kind", document.Kind);
        writer.WriteStartObject("metadata");
        writer.WriteString("name", document.Name);
        if (document.Namespace.Length > 0)
        {
            writer.WriteString("namespace", document.Namespace);
        }

        writer.WriteEndObject();
        if (document.Subject is { } subject)
        {
            writer.WriteStartObject("roleRef");
            writer.WriteString("apiGroup", Group);
            writer.WriteString("kind", RoleOf(document));
            writer.WriteString("name", document.Name);
            writer.WriteEndObject();
            writer.WriteStartArray("subjects");
            writer.WriteStartObject();
            if (subject.Kind == User)
            {
                writer.WriteString("apiGroup", Group);
            }

            writer.WriteString("kind", subject.Kind);
            writer.WriteString("name", subject.Name);
            if (subject.Namespace.Length > 0)
            {
                writer.WriteString("namespace", subject.Namespace);
            }

            writer.WriteEndObject();
            writer.WriteEndArray();
        }
        else
        {
            writer.WriteStartArray("rules");
            foreach (var rule in document.Rules.Where(rule => !rule.Optional))
            {
                writer.WriteStartObject();
                Words(writer, "apiGroups", [rule.Group]);
                Words(writer, "resources", rule.Resources);
                if (rule.Names.Count > 0)
                {
                    Words(writer, "resourceNames", rule.Names);
                }

                Words(writer, "verbs", rule.Verbs);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void Words(Utf8JsonWriter writer, string name, IReadOnlyList<string> words)
    {
        writer.WriteStartArray(name);
        foreach (var word in words)
        {
            writer.WriteStringValue(word);
        }

        writer.WriteEndArray();
    }
}
