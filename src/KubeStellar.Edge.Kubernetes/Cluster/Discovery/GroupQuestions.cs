using System.Collections.Concurrent;
using KubeStellar.Edge.Flow.Loop;
using KubeStellar.Edge.Kubernetes.Cluster.Api;

namespace KubeStellar.Edge.Kubernetes.Cluster.Discovery;

/// <summary>
/// Asks what one version of a group serves. Each has its own pauses, and whoever asks at the same time shares the answer; one that hangs holds up nobody who
/// asks for another.
/// </summary>
internal sealed class GroupQuestions(ApiClient client, Backoff backoff, Random random, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Group, string Version), Asked> _asked = [];
    private readonly ConcurrentDictionary<(string Group, string Version), Lazy<Task<GroupAnswer>>> _open = [];

    /// <summary>Asks, unless that was done a moment ago and <paramref name="now"/> is not set.</summary>
    internal async Task<GroupAnswer> AskAsync(string group, string version, bool now, CancellationToken token)
    {
        var key = (group, version);
        if (!now && _asked.TryGetValue(key, out var last) && time.GetElapsedTime(last.At) < last.Pause)
        {
            return last.Answer;
        }

        // The question goes on when who asked first gives up: others wait for it too, and it ends by its own limit.
        var question = _open.GetOrAdd(key, _ => new Lazy<Task<GroupAnswer>>(() => AskAsync(key)));
        return await question.Value.WaitAsync(token);
    }

    /// <summary>It was found: the next question about it may be asked at once.</summary>
    internal void Found(string group, string version) => _asked.TryRemove((group, version), out _);

    /// <summary>Everything may be asked at once.</summary>
    internal void Forget() => _asked.Clear();

    private async Task<GroupAnswer> AskAsync((string Group, string Version) key)
    {
        await Task.Yield();
        try
        {
            var reply = await client.SendAsync(ApiRequest.Get(key.Group.Length == 0 ? $"/api/{key.Version}" : $"/apis/{key.Group}/{key.Version}"), CancellationToken.None);
            using var json = reply.Ok ? reply.Json() : null;
            var answer = json is not null ? new GroupAnswer(DiscoveryParser.Resources(json.RootElement, key.Group, key.Version), null) : new GroupAnswer(null, reply.Missing && key.Group.Length > 0 ? null : reply);
            var failures = (_asked.TryGetValue(key, out var last) ? last.Failures : 0) + 1;
            lock (random)
            {
                _asked[key] = new Asked(failures, time.GetTimestamp(), backoff.After(failures, random), answer);
            }

            return answer;
        }
        finally
        {
            _open.TryRemove(key, out _);
        }
    }

    private sealed record Asked(int Failures, long At, TimeSpan Pause, GroupAnswer Answer);
}
