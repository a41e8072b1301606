using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Perf.Measure;
using NATS.Client.Core;

namespace KubeStellar.Edge.Perf.Soak;

/// <summary>What must be left in the end, after everything was deleted: nothing.</summary>
internal sealed class FinalCheck(SoakWorld world)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken token)
    {
        world.Model.Clear();
        ObjectKey[] objects = [.. Enumerable.Range(0, SoakSize.Objects).Select(SoakObjects.KeyOf), .. Enumerable.Range(0, SoakSize.Secrets).Select(SoakObjects.KeyOfSecret)];
        await world.TakenAsync(t => world.Hub.DeleteAsync(objects, [], t), token);
        List<string> wrong = [.. await new EventualCheck(world).EmptyAsync(token)];
        await world.TakenAsync(t => world.Hub.DeleteAsync([], [SoakPolicy.Name, SoakPolicy.SecretsName], t), token);
        wrong.AddRange(await KeysAsync(token));
        wrong.AddRange(await ProcessesAsync(token));
        return wrong;
    }

    /// <summary>Keys that nobody names: of reports and partials none may be left, of roots one an edge.</summary>
    private async Task<List<string>> KeysAsync(CancellationToken token)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(token);
        patience.CancelAfter(Patience);
        while (true)
        {
            List<string> left = [];
            foreach (var bucket in new[] { Buckets.Workloads, Buckets.Policies, Buckets.Status, Buckets.Heads, Buckets.Partials, Buckets.Summaries })
                left.AddRange((await LivingAsync(bucket, token)).Select(key => $"finally_no_keys: {bucket}: {key}"));
            var sites = world.Sites.Select(site => site.Id).ToHashSet(StringComparer.Ordinal);
            left.AddRange((await LivingAsync(Buckets.Desired, token)).Where(key => !sites.Contains(key)).Select(key => $"finally_no_keys: {Buckets.Desired}: {key}"));
            if (left.Count == 0 || patience.IsCancellationRequested)
                return left;
            await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, patience.Token));
        }
    }

    private async Task<List<string>> LivingAsync(string bucket, CancellationToken token)
    {
        var stream = Buckets.StreamOf(bucket);
        var reply = await world.Hub.Connection.RequestAsync<string, string>("$JS.API.STREAM.INFO." + stream, "{\"subjects_filter\":\">\"}", cancellationToken: token);
        using var info = JsonDocument.Parse(reply.Data!);
        if (!info.RootElement.GetProperty("state").TryGetProperty("subjects", out var subjects))
            return [];
        List<string> living = [];
        foreach (var subject in subjects.EnumerateObject().Select(member => member.Name))
        {
            var last = await world.Hub.Connection.RequestAsync<byte[], byte[]>($"$JS.API.DIRECT.GET.{stream}.{subject}", [], cancellationToken: token);
            if (!Deleted(last))
                living.Add(subject[(Buckets.SubjectOf(bucket, "").Length)..]);
        }

        return living;
    }

    private static bool Deleted(NatsMsg<byte[]> message) =>
        message.Headers is { } headers && (headers.TryGetLastValue("KV-Operation", out var operation) && operation is "DEL" or "PURGE" || headers.Code == 404);

    /// <summary>Everybody is asked to end, and nobody may be left.</summary>
    private async Task<List<string>> ProcessesAsync(CancellationToken token)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(token);
        patience.CancelAfter(Patience);
        List<string> wrong = [];
        foreach (var daemon in world.Sites.Select(site => site.Process!).Append(world.Fleet.Hub!))
        {
            var children = ProcFs.Tree(daemon.Id).Skip(1).ToList();
            try
            {
                await daemon.StopAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!token.IsCancellationRequested)
            {
                wrong.Add($"finally_daemons_end: process {daemon.Id} does not end: {string.Join(" | ", daemon.Lines.TakeLast(3))}");
            }

            while (children.Any(ProcFs.Lives) && !patience.IsCancellationRequested)
                await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token));
            wrong.AddRange(children.Where(ProcFs.Lives).Select(pid => $"finally_no_processes: {ProcFs.Name(pid)} ({pid}) outlived its daemon"));
        }

        return wrong;
    }
}
