using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>Policies with something wrong in them: refused with the place and the remedy, and what runs stays.</summary>
public sealed class RefusalTests
{
    private const string Head = "import { policy, parameters, health, yes } from \"kubestellar\";\n";

    /// <summary>Name, text, and what the refusal says.</summary>
    private static readonly (string Name, string Text, string[] Says)[] Wrong =
    [
        ("syntax.js", Head + "export default policy({\n  selects: { kinds: [\"ConfigMap\"] },\n  place: (object, edge => true,\n});\n", ["syntax.js:5:", "Syntax"]),
        ("field.js", Head + "export default policy({\n  selects: { kinds: [\"ConfigMap\"] },\n  place: () => true,\n  customise: () => {},\n});\n", ["there is no field \"customise\", did you mean \"customize\"?", "field.js:"]),
        ("nothing.js", Head + "export default policy({ selects: {}, place: () => true });\n", ["nothing.js:", "selects"]),
        ("nowhere.js", Head + "export default policy({ selects: { kinds: [\"ConfigMap\"] } });\n", ["nowhere.js:", "place"]),
        ("default.js", Head + "export const p = policy({ selects: { kinds: [\"ConfigMap\"] }, place: () => true });\n", ["default.js", "export default"]),
        ("state.js", Head + "let seen = 0;\nexport default policy({\n  selects: { kinds: [\"ConfigMap\"] },\n  place: () => ++seen > 1,\n});\n", ["state.js:5:", "seen"]),
        ("throws.js", Head + "const tills = undefined;\nexport default policy({ selects: { kinds: [\"ConfigMap\"] }, place: () => true, status: tills.status });\n", ["throws.js:3:"]),
        ("operator.js", Head + "export default policy({\n  selects: { selector: { matchExpressions: [{ key: \"a\", operator: \"in\", values: [\"b\"] }] } },\n  place: () => true,\n});\n", ["did you mean \"In\"?", "operator.js:"]),
        ("missing.js", "import { sizes } from \"./sizes.js\";\n" + Head + "export default policy({ selects: { kinds: [\"ConfigMap\"] }, place: () => sizes });\n", ["missing.js:1:", "sizes.js"]),
        ("outside.js", "import fs from \"node:fs\";\n" + Head + "export default policy({ selects: { kinds: [\"ConfigMap\"] }, place: () => fs });\n", ["outside.js:1:", "node:fs"]),
        ("library.js", "import { tierOf } from \"tiers@9.9.9\";\n" + Head + "export default policy({ selects: { kinds: [\"ConfigMap\"] }, place: () => tierOf });\n", ["library.js:1:", "tiers@9.9.9"]),
        ("parameter.js", Head + "const p = parameters({ size: { type: \"string\", enum: [\"small\", \"large\"] } });\nexport default policy({ selects: { kinds: [\"ConfigMap\"] }, place: () => p.size });\n", ["size", "parameter.js"]),
        ("health.js", Head + "export default policy({ selects: { kinds: [\"Store\"] }, place: () => true, health: { Store: true } });\n", ["health.js:", "health"]),
        ("table.js", Head + "export default policy({ selects: { kinds: [\"ConfigMap\"] }, place: () => true, overrides: [{ label: \"a\", values: { b: { metadata: { name: \"c\" } } } }] });\n", ["overrides[0].values.b.metadata.name", "table.js:"]),
        ("loops.js", Head + "for (;;) {}\nexport default policy({ selects: { kinds: [\"ConfigMap\"] }, place: () => true });\n", ["loops.js", "TimedOut"]),
        ("enum.ts", "import { policy } from \"kubestellar\";\nexport default policy({\n  selects: { kinds: [\"ConfigMap\"] },\n  place: (object, edge): boolean => edge.labels.kind ==== \"a\",\n});\n", ["enum.ts:4:", "Syntax"]),
        ("huge.js", Head + "export default policy({ selects: { kinds: [\"ConfigMap\"] }, place: () => true });\n//" + new string('x', 9 << 20) + "\n", ["huge.js", "512 KiB"]),
    ];

    [Fact]
    public async Task A_policy_with_a_fault_is_refused_with_its_place_and_the_running_one_stays()
    {
        var token = Site.Patience(150);
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token);
        var good = Site.Write(fleet, "good", ("shop.js", Site.Policy()));
        (await fleet.CliAsync(token, "apply", "-f", good)).Ok();

        // What the hub found of it is written after it is applied, and is the record's second revision.
        (await fleet.CliAsync(token, "wait", "--for=settled", "--timeout", "30s")).Ok();
        var before = await Site.SequencesAsync(fleet, token);
        var wrong = new List<string>();

        foreach (var (name, text, says) in Wrong)
        {
            // As the running policy's next version.
            var folder = Site.Write(fleet, "bad-" + name, (name, text), ("shop.yaml", Instance(name)));
            var result = await fleet.CliAsync(token, "apply", "-f", Path.Combine(folder, "shop.yaml"), "--timeout", "40s");
            var lost = says.Where(part => !result.Error.Contains(part, StringComparison.Ordinal)).ToList();
            if (result.ExitCode != 2 || lost.Count > 0 || result.Error.Contains("   at ", StringComparison.Ordinal) || result.Error.Contains("/_/", StringComparison.Ordinal))
                wrong.Add($"{name}: exit {result.ExitCode}, should say {string.Join(" and ", lost)}:\n{result.Out}{(result.Error.Length > 2000 ? result.Error[..2000] : result.Error)}");
        }

        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
        var after = await Site.SequencesAsync(fleet, token);
        Assert.Equal(before[Buckets.Policies], after[Buckets.Policies]);
        Assert.Contains("Ready", (await fleet.CliAsync(token, "get", "policies")).Ok(), StringComparison.Ordinal);
    }

    private static string Instance(string module) => $$"""
        apiVersion: edge.kubestellar.io/v1alpha1
        kind: PolicyInstance
        metadata: { name: shop }
        spec: { module: ./{{module}} }
        """;
}
