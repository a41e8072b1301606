using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Policy;

/// <summary>Where a decision to replay comes from: a hub, which keeps what it stands on, or a file that holds it all.</summary>
internal static class DecisionSource
{
    /// <summary>Fetches the record and the contents that it names.</summary>
    internal static async Task<DecisionFile> FetchAsync(HubSession session, string name, CancellationToken token)
    {
        var found = await session.ListAllAsync(new GetQuery { Resource = ResourceTypes.Decisions.Plural, Name = name }, token);
        var record = found switch
        {
            [var one] => one.Deserialize(HubJson.Type<DecisionRecord>())!,
            [] => throw new CliException(
                $"there is no decision {name}", [$"'kse get decisions' lists the newest ones; earlier ones are in the bucket: nats kv history {Buckets.Decisions} KEY"]),
            _ => throw new CliException($"{name} means {found.Count} decisions", [.. found.Take(10).Select(item => $"{new JsonView(item).Text("id")} {new JsonView(item).Text("policy")} {new JsonView(item).Text("object")}")]),
        };
        var bundle = await ContentAsync(session, record.Bundle, "policy", token);
        var source = await ContentAsync(session, record.Source, "object", token);
        var inputs = record.Choice is { Kept: true } choice ? await ContentAsync(session, choice.Inputs, "choice", token) : null;
        return new DecisionFile
        {
            Record = record,
            Bundle = JsonSerializer.Deserialize(bundle, HubJson.Type<PolicyBundle>())!,
            Object = JsonElement.Parse(source, HubJson.Document),
            Inputs = inputs is null ? null : JsonSerializer.Deserialize(inputs, HubJson.Type<DecisionInputs>()),
        };
    }

    /// <summary>Reads a file that <see cref="Write"/> wrote.</summary>
    internal static DecisionFile Read(FileInfo file)
    {
        DecisionFile read;
        try
        {
            read = JsonSerializer.Deserialize(File.ReadAllBytes(file.FullName), HubJson.Type<DecisionFile>()) ?? throw new CliException($"{file} is empty");
        }
        catch (JsonException error)
        {
            throw new CliException($"{file} is no decision that 'kse policy replay --save' wrote", [error.Message], inner: error);
        }

        // Somebody may have edited it: then it is another decision, and would be compared with what was never recorded.
        var (bundle, source) = (Canonical(read.Bundle), Digest.Of(CanonicalJson.Canonicalize(read.Object)));
        return bundle != read.Record.Bundle ? throw new CliException($"the policy in {file} is not the one of the decision", [$"it has the digest {bundle}, and the decision was by {read.Record.Bundle}"])
            : source != read.Record.Source ? throw new CliException($"the object in {file} is not the one of the decision", [$"it has the digest {source}, and the decision was about {read.Record.Source}"])
            : read;
    }

    /// <summary>Writes a decision with all that it stands on.</summary>
    internal static void Write(FileInfo file, DecisionFile decision) =>
        File.WriteAllText(file.FullName, JsonText.Write(JsonSerializer.SerializeToElement(decision, HubJson.Type<DecisionFile>())) + "\n");

    private static Digest Canonical(PolicyBundle bundle) => Digest.Of(CanonicalJson.Canonicalize(JsonSerializer.SerializeToUtf8Bytes(bundle, ContractsJson.Default.PolicyBundle)));

    private static Task<byte[]> ContentAsync(HubSession session, Digest digest, string what, CancellationToken token) =>
        HubContents.ReadAsync(session, digest, $"the {what} that was decided on", ", so the decision cannot be replayed", token);
}
