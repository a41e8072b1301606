using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Daemon.Cli.Input;

namespace KubeStellar.Edge.Daemon.Cli.Connection;

/// <summary>
/// Turns what was read into one request that fits a message: large objects go ahead as stored chunks and are named by their digest.
/// Chunks alone change nothing, so the request is still taken whole or refused whole.
/// </summary>
internal static class ApplySender
{
    /// <summary>Objects above this many bytes always go ahead.</summary>
    internal const int InlineObjectBytes = ContentEncoding.DefaultMaxStored;

    /// <summary>A request stays under this, well below a server's default <c>max_payload</c> of 1 MiB.</summary>
    internal const int MaxRequestBytes = 768 * 1024;

    // Source, digest and punctuation of one entry.
    private const int EntryBytes = 256;

    internal static async Task<ApplyRequest> PrepareAsync(HubSession hub, InputSet input, bool dryRun, CancellationToken token)
    {
        var ahead = Ahead(input);
        foreach (var obj in input.Objects.Where(ahead.Contains))
        {
            foreach (var (_, stored) in ContentEncoding.EncodeSelfNamed(obj.Canonical))
            {
                await hub.BlobAsync(stored, token);
            }
        }

        return new ApplyRequest
        {
            Objects = [.. input.Objects.Select(obj => ahead.Contains(obj)
                ? new ApplyObject(obj.Source, null, Digest.Of(obj.Canonical))
                : new ApplyObject(obj.Source, obj.Object, null))],
            Policies = [.. input.Policies.Select(policy => new ApplyPolicy(policy.Source, policy.Name, policy.Bundle))],
            Libraries = input.Libraries.Count > 0 ? input.Libraries : null,
            DryRun = dryRun,
        };
    }

    private static HashSet<InputObject> Ahead(InputSet input)
    {
        var policies = input.Policies.Select(policy => policy.Bundle).Concat(input.Libraries.Select(library => library.Bundle))
            .Sum(bundle => (long)JsonSerializer.SerializeToUtf8Bytes(bundle, ContractsJson.Default.PolicyBundle).Length + EntryBytes);
        var room = MaxRequestBytes - policies - (input.Objects.Count * (long)EntryBytes);
        if (room < 0)
        {
            throw new CliException(
                $"{input.Objects.Count} objects, {input.Policies.Count} policies and {input.Libraries.Count} libraries do not fit one request",
                ["what is applied together is taken whole or refused whole, so it must fit: give fewer files at a time"]);
        }

        var ahead = input.Objects.Where(obj => obj.Canonical.Length > InlineObjectBytes).ToHashSet();
        var inline = input.Objects.Where(obj => !ahead.Contains(obj)).Sum(obj => (long)obj.Canonical.Length);
        foreach (var obj in input.Objects.Where(obj => !ahead.Contains(obj)).OrderByDescending(obj => obj.Canonical.Length).ToList())
        {
            if (inline <= room)
            {
                break;
            }

            inline -= obj.Canonical.Length;
            ahead.Add(obj);
        }

        return ahead;
    }
}
