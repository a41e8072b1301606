using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>A policy in TypeScript with a file beside it, applied for real; what goes wrong is told at the lines that a person wrote.</summary>
public sealed class TypeScriptTests
{
    private const string Policy = """
        import { policy, type Edge } from "kubestellar";
        import { tillsOf } from "./tills.js";

        interface Config { kind: "ConfigMap"; metadata: { name: string }; data: Record<string, string> }

        export default policy({
          selects: { kinds: ["ConfigMap"], labels: { app: "shop" } },
          place: (object, edge: Edge): boolean => edge.labels.kind === "store",
          customize: (object, edge: Edge): void => {
            (object as unknown as Config).data.tills = String(tillsOf(edge));
          },
        });
        """;

    private const string Tills = """
        import type { Edge } from "kubestellar";

        enum Size { Large = "large", Small = "small" }
        const tills: Record<Size, number> = { [Size.Large]: 12, [Size.Small]: 2 };

        export function tillsOf(edge: Edge): number {
          const count: number | undefined = tills[edge.labels.size as Size];
          if (count === undefined) {
            throw new Error(`no tills for ${edge.labels.size}`);
          }
          return count;
        }
        """;

    [Fact]
    public async Task Types_are_taken_away_and_errors_stay_where_they_are()
    {
        var token = Site.Patience(120);
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token);
        await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store", "size=large"), token);
        var folder = Site.Write(fleet, "app", ("shop.ts", Policy), ("tills.ts", Tills), ("a.yaml", Site.ConfigMap("a", "1")));
        (await fleet.CliAsync(token, "apply", "-f", Path.Combine(folder, "shop.ts"), "-f", Path.Combine(folder, "a.yaml"))).Ok();
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 1 && f.Values.Single().Contains("\"tills\":\"12\"", StringComparison.Ordinal), token);

        (await fleet.CliAsync(token, "label", "edge", "store-1", "size=huge", "--overwrite")).Ok();

        await MainJobTests.UntilAsync(fleet, ["describe", "policy", "shop"], o => o.Contains("no tills for huge", StringComparison.Ordinal) && o.Contains("tills.ts:9:", StringComparison.Ordinal), token);
        Assert.Contains("\"tills\":\"12\"", Site.Read(fleet.Target("store-1")).Values.Single(), StringComparison.Ordinal);
    }
}
