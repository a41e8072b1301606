using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Disk;
using KubeStellar.Edge.Flow.Edge.Store;
using KubeStellar.Edge.Flow.State.Site;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.LiteDb.Files;

/// <summary>
/// <c>accepted.json</c>, <c>last-good.json</c> and <c>decisions.json</c>. A marker says that a root was accepted once: without the root it means damage, not a new edge,
/// and it goes on meaning that across restarts until a root is accepted again.
/// </summary>
internal sealed partial class RootStore(StateDirectory directory, ILogger<RootStore> log) : IRootStore
{
    internal const string AcceptedName = "accepted.json";
    internal const string MarkerName = "accepted.once";

    private readonly IDisk _disk = directory.Disk;
    private readonly string _accepted = directory.File(AcceptedName);
    private readonly string _marker = directory.File(MarkerName);
    private readonly string _lastGood = directory.File("last-good.json");
    private readonly string _decisions = directory.File("decisions.json");

    public ReadOnlyMemory<byte>? ReadAccepted()
    {
        if (_disk.HasFile(_accepted))
        {
            if (SealedFile.Read(_disk, _accepted) is { } bytes)
            {
                return bytes;
            }

            if (!_disk.HasFile(_marker))
            {
                DurableFile.Write(_disk, _marker);
            }

            LogDamaged(AcceptedName, directory.SetAside(_accepted));
        }

        return _disk.HasFile(_marker)
            ? throw new StoreDamagedException("a root was accepted once and cannot be read any more")
            : null;
    }

    public void WriteAccepted(ReadOnlySpan<byte> signedRoot)
    {
        // The marker first: a crash between the two then reads as damage, which holds, and never as a new edge.
        // The very first root is the exception: before it there is nothing that could be lost.
        if (!_disk.HasFile(_marker) && _disk.HasFile(_accepted))
        {
            DurableFile.Write(_disk, _marker);
        }

        SealedFile.Write(_disk, _accepted, signedRoot);
        if (!_disk.HasFile(_marker))
        {
            DurableFile.Write(_disk, _marker);
        }
    }

    public IReadOnlyDictionary<PolicyKey, Digest> ReadLastGood()
    {
        if (!_disk.HasFile(_lastGood))
        {
            return new Dictionary<PolicyKey, Digest>();
        }

        try
        {
            if (SealedFile.Read(_disk, _lastGood) is { } bytes && JsonSerializer.Deserialize(bytes, StoreJson.Default.SortedDictionaryPolicyKeyDigest) is { } good)
            {
                return good;
            }
        }
        catch (JsonException error)
        {
            LogUnreadable(error);
        }

        // Only what is pinned for a local rollback depends on it; contents that go for want of it are fetched again.
        LogDamaged("last-good.json", directory.SetAside(_lastGood));
        return new Dictionary<PolicyKey, Digest>();
    }

    public void WriteLastGood(IReadOnlyDictionary<PolicyKey, Digest> lastGood) =>
        SealedFile.Write(_disk, _lastGood, JsonSerializer.SerializeToUtf8Bytes(
            new SortedDictionary<PolicyKey, Digest>(lastGood.ToDictionary()), StoreJson.Default.SortedDictionaryPolicyKeyDigest));

    public SiteDecisions? ReadDecisions()
    {
        if (!_disk.HasFile(_decisions))
        {
            return null;
        }

        try
        {
            if (SealedFile.Read(_disk, _decisions) is { } bytes && JsonSerializer.Deserialize(bytes, StoreJson.Default.SiteDecisions) is { V: 1 } decisions)
            {
                return decisions;
            }
        }
        catch (JsonException error)
        {
            LogUndecided(error);
        }

        // It stays where it is until it is written anew: gone, it would read as nothing decided.
        throw new StoreDamagedException("what this site decided by itself cannot be read");
    }

    public void WriteDecisions(SiteDecisions decisions) => SealedFile.Write(_disk, _decisions, JsonSerializer.SerializeToUtf8Bytes(decisions, StoreJson.Default.SiteDecisions));

    [LoggerMessage(5001, LogLevel.Error, "{File} is not whole; it was moved to {Aside}")]
    private partial void LogDamaged(string file, string aside);

    [LoggerMessage(5002, LogLevel.Error, "The last good manifests cannot be parsed")]
    private partial void LogUnreadable(Exception error);

    [LoggerMessage(5003, LogLevel.Error, "What this site decided by itself cannot be parsed")]
    private partial void LogUndecided(Exception error);
}
