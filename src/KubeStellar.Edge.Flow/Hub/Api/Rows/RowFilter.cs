using System.Text.Json;
using System.Text.RegularExpressions;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Hub.Api.Rows;

/// <summary>
/// Makes of a JavaScript expression something that judges rows. It runs where policies run, in a process of its own that reaches nothing, under the same limits: as the selection of a policy that places
/// nothing. What is wrong with it is told with its own line and column.
/// </summary>
internal sealed partial class RowFilter(LoadedBundles bundles, IPolicyRuntime runtime)
{
    /// <summary>What an expression may name.</summary>
    internal const string Names = "edge, policy, object, kind, namespace, name, report, status, conditions, events, health, reason, message, applied, ready, phase, source, keep";

    private const int Longest = 4096;
    private const string Main = "where.js";

    /// <summary>The expression, ready to be run; throws <see cref="ApiRefusedException"/> when it is none.</summary>
    internal async Task<LoadedFilter> LoadAsync(string expression, CancellationToken token)
    {
        if (expression.Length > Longest)
            throw ApiRequests.Refuse("where", $"the expression has {expression.Length} characters; {Longest} are the limit");
        var bundle = BundleOf(expression);
        var digest = Digest.Of(JsonSerializer.SerializeToUtf8Bytes(bundle, ContractsJson.Default.PolicyBundle));
        var loaded = await bundles.LoadAsync(digest, bundle, token);
        return loaded.Ok ? new LoadedFilter(this, digest, bundle) : throw Refuse(loaded.Fault, expression);
    }

    /// <summary>Which of some documents it is true for.</summary>
    internal async Task<IReadOnlyList<bool>> JudgeAsync(Digest digest, PolicyBundle bundle, IReadOnlyList<ReadOnlyMemory<byte>> documents, CancellationToken token)
    {
        var outcome = await runtime.SelectAsync(digest, documents, token);
        if (outcome.Fault?.Reason == PolicyFault.NotLoaded)
        {
            // Forgotten meanwhile by whoever cleans up.
            await bundles.LoadAsync(digest, bundle, token);
            outcome = await runtime.SelectAsync(digest, documents, token);
        }

        return outcome.Ok ? outcome.Value.Selected : throw Refuse(outcome.Fault, "");
    }

    // Between brackets as well as parentheses: what would end the one too early does not fit the other, so that it is one expression and nothing else. It has a line of its own, for its places.
    private static PolicyBundle BundleOf(string expression) => new()
    {
        Main = "main.js",
        Files = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["main.js"] = $"import {{ policy }} from \"kubestellar\";\nimport \"./one.js\";\nimport where from \"./{Main}\";\nexport default policy({{ selects: row => Boolean(where(row.scope)), place: () => false }});\n",
            ["one.js"] = $"export const one = ({{ {Names} }}) => [\n{expression}\n];\n",
            [Main] = $"export default ({{ {Names} }}) => (\n{expression}\n);\n",
        },
    };

    private static ApiRefusedException Refuse(PolicyFault fault, string expression)
    {
        var place = Place().Match(fault.Location);
        var at = "";
        if (place.Success)
        {
            var line = int.Parse(place.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) - 1;
            at = line > expression.Count(c => c == '\n') + 1 && expression.Length > 0 ? " (at its end)" : $" (at {line}:{place.Groups[2].Value})";
        }

        var said = fault.Message.Replace("selects, for ", "for ", StringComparison.Ordinal);
        var hint = fault.Message.Contains("of null", StringComparison.Ordinal) || fault.Message.Contains("of undefined", StringComparison.Ordinal)
            ? "; write a?.b where a may be missing" : fault.Message.Contains("is not defined", StringComparison.Ordinal) ? $"; there are {Names}" : "";
        return ApiRequests.Refuse("where", $"the expression{at}: {said}{hint}");
    }

    [GeneratedRegex(@"^(?:where|one)\.js:(\d+):(\d+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Place();
}
