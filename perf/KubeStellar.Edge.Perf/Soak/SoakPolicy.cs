namespace KubeStellar.Edge.Perf.Soak;

/// <summary>The policies of a soak, as text.</summary>
internal static class SoakPolicy
{
    public const string Name = "marks";
    public const string SecretsName = "vault";

    /// <summary>Kinds 0 and 1: at once. 2: throws for large sites, which keep what they had. 3: in waves.</summary>
    public static string Text(string release, int kind) => $$"""
        import { policy, percent, gate } from "kubestellar";
        export default policy({
          selects: { labels: { app: "soak" } },
          place: (object, edge) => edge.labels.kind === "store",
          customize: (object, edge) => {
            {{(kind == 2 ? "if (edge.labels.size === \"large\") throw new Error(\"no large ones today\");" : "")}}
            object.data.size = edge.labels.size;
            object.data.release = "{{release}}";
          },
          {{(kind == 3 ? "rollout: { waves: [edge => edge.labels.size === \"small\", percent(60), percent(100)], soak: \"1s\", unreachable: \"catch-up\" }," : "")}}
          status: { map: report => ({ objects: 1, ready: report.ready ? 1 : 0 }), combine: (a, b) => ({ objects: a.objects + b.objects, ready: a.ready + b.ready }) },
        });
        """;

    public const string Secrets = """
        import { policy } from "kubestellar";
        export default policy({
          selects: { labels: { app: "vault" } },
          place: (object, edge) => edge.labels.zone === "a",
        });
        """;
}
