using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.State.Access;

/// <summary>Users with roles (bucket <c>kse-hub</c>, keys <c>user.&lt;name&gt;</c>). Readable from any thread; durable before it is seen. Whoever's record cannot be read gets nothing.</summary>
internal sealed class UserBook(TrustedBuckets trusted)
{
    private const string Prefix = "user.";
    private volatile Dictionary<string, UserRecord> _users = [];

    /// <summary>All of them, by name.</summary>
    internal IReadOnlyDictionary<string, UserRecord> All => _users;

    /// <summary>The user behind a token of subjects; null when there is none with that very key.</summary>
    internal UserRecord? Find(string token) =>
        _users.TryGetValue(token.Split('_')[0], out var user) && Subjects.UserToken(user.Name, user.PublicKey) == token ? user : null;

    /// <summary>Takes over what the bucket holds.</summary>
    internal void Load(IEnumerable<BucketEntry> hub) =>
        _users = hub.Where(entry => entry.Key.StartsWith(Prefix, StringComparison.Ordinal)).Select(Read).OfType<UserRecord>().ToDictionary(user => user.Name, StringComparer.Ordinal);

    /// <summary>Writes a user. Not for two callers at once.</summary>
    /// <exception cref="BucketUnavailableException">It is not known to be durable.</exception>
    internal async Task PutAsync(UserRecord user, CancellationToken token)
    {
        await HubEntries.PutAsync(trusted, Prefix + user.Name, JsonSerializer.SerializeToUtf8Bytes(user, ContractsJson.Default.UserRecord), token);
        _users = new Dictionary<string, UserRecord>(_users, StringComparer.Ordinal) { [user.Name] = user };
    }

    private static UserRecord? Read(BucketEntry entry)
    {
        try
        {
            return JsonSerializer.Deserialize(entry.Value.Span, ContractsJson.Default.UserRecord) is { } user && entry.Key == Prefix + user.Name ? user : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
