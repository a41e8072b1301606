using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Gateway;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Tests.State.Hub;

/// <summary>A head and the whole report that it stands on say together what the edge said, whatever came in between.</summary>
public sealed class ReportHeadsTests
{
    private static readonly PolicyKey Policy = new("default", "web");
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(3)]
    [InlineData(12)]
    [InlineData(90)]
    public void Any_history_of_news_is_told_and_judged_as_if_all_of_it_had_been_kept(int names)
    {
        for (var seed = 0; seed < 150; seed++)
            Run(new Random(seed), names, seed);
    }

    [Fact]
    public void Where_all_is_well_a_head_is_small_whatever_the_number_of_objects()
    {
        var manifest = Manifest(Enumerable.Range(0, 500).ToDictionary(Name, _ => 1));
        var report = Report(manifest, 1, manifest.Objects.ToDictionary(entry => entry.Key.ToString(), entry => Well(entry.Content)));
        var head = ReportHeads.Of(report, manifest);
        Assert.Empty(head.Noted);
        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(head, ContractsJson.Default.ReportHead).Length, 1, 500);
        Assert.True(JsonSerializer.SerializeToUtf8Bytes(report, ContractsJson.Default.ReportRecord).Length > 100_000);
        Assert.Equal((true, true, false, ""), EdgeJudge.Judge(manifest, head));

        var news = new ReportDelta { Base = 1, Report = Report(manifest, 2, new() { [Name(7)] = Well(manifest.Objects[7].Content) with { Health = Health.Failed, Reason = "CrashLoop", Message = new string('x', 5_000) } }) };
        var next = ReportHeads.Merge(head, manifest, news, manifest, Now);
        Assert.Equal(Name(7), Assert.Single(next.Noted).Key);
        Assert.Contains("CrashLoop", EdgeJudge.Judge(manifest, next).Failure, StringComparison.Ordinal);

        // The whole sentence is said once, the one for judging is short.
        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(next, ContractsJson.Default.ReportHead).Length, 5_000, 7_000);
    }

    [Fact]
    public void What_a_lost_report_leaves_is_told_without_statuses_and_none_of_it_is_made_up()
    {
        var manifest = Manifest(new() { [Name(0)] = 1, [Name(1)] = 1, [Name(2)] = 1 });
        var objects = manifest.Objects.ToDictionary(entry => entry.Key.ToString(), entry => Well(entry.Content));
        objects.Remove(Name(2));
        objects[Name(1)] = objects[Name(1)] with { Health = Health.InProgress };
        var head = ReportHeads.Of(Report(manifest, 1, objects), manifest);
        var whole = ReportHeads.Whole(head, null, manifest);
        Assert.Equal([Name(0), Name(1)], whole.Objects.Keys);
        Assert.Equal([Health.Current, Health.InProgress], whole.Objects.Values.Select(item => item.Health));
        Assert.All(whole.Objects.Values, item => Assert.Null(item.Status));
        Assert.DoesNotContain(Name(0), ReportHeads.Whole(head, null, null).Objects.Keys);
    }

    private static void Run(Random random, int names, int seed)
    {
        var manifest = Next(random, names, null);
        var said = Say(random, manifest, names, null);
        var sequence = 1L;
        var known = random.Next(4) > 0;
        var (verdict, held, stored) = ReportMerge.Merge(new ReportGround(null, null, known ? manifest : null), new ReportDelta { Report = Report(manifest, sequence, said) }, Now);
        Assert.Equal((ReportVerdict.Taken, true), (verdict, stored is not null));
        for (var step = 0; step < 40; step++)
        {
            var before = manifest;
            manifest = random.Next(4) == 0 ? Next(random, names, manifest) : manifest;
            var next = Say(random, manifest, names, said);
            var delta = new ReportDelta
            {
                Base = sequence,
                Removed = [.. said.Keys.Where(key => !next.ContainsKey(key)).Select(ObjectKey.Parse)],
                Report = Report(manifest, ++sequence, next.Where(pair => !ReferenceEquals(said.GetValueOrDefault(pair.Key), pair.Value)).ToDictionary()),
            };

            // As the hub reads it: what is due and there, and manifests that can be read at times only.
            var from = held!.Head.Plain ? before : null;
            var to = delta.Report.Manifest == held.Head.Manifest && from is not null ? from : random.Next(5) > 0 ? manifest : null;
            var due = ReportHeads.IsDue(held.Head, delta);
            (verdict, held, var whole) = ReportMerge.Merge(new ReportGround(held, from, to) { Whole = due ? stored : null }, delta, Now);
            Assert.Equal(ReportVerdict.Taken, verdict);
            Assert.True(!due || whole is not null, $"seed {seed} step {step}: it is written anew");
            stored = whole ?? stored;
            said = next;

            // A restart in between changes nothing.
            held = held! with { Head = JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(held.Head, ContractsJson.Default.ReportHead), ContractsJson.Default.ReportHead)! };
            Check(held.Head, stored!, manifest, said, sequence, $"seed {seed} step {step}");
        }
    }

    private static void Check(ReportHead head, ReportRecord stored, ManifestRecord manifest, Dictionary<string, ReportObject> said, long sequence, string where)
    {
        Assert.True(head.Base == stored.Sequence, where + ": the head stands on what is stored");
        Assert.True(head.Since.Count + head.Removed.Count <= Math.Max(ReportHeads.Few, said.Count), where + ": it stays small");
        var whole = ReportHeads.Whole(head, stored, null);
        Assert.Equal(sequence, whole.Sequence);
        Assert.Equal(said.Count, head.Count);
        Assert.Equal(said.Keys.Order(StringComparer.Ordinal), whole.Objects.Keys);
        foreach (var (key, item) in said)
        {
            Assert.True(Text(item) == Text(whole.Objects[key]), $"{where}: {key}");
            var bare = ReportHeads.Said(head, key, manifest)!;
            Assert.Equal((item.Content, item.Applied, item.ObservedAfterApply, item.Health, item.Reason), (bare.Content, bare.Applied, bare.ObservedAfterApply, bare.Health, bare.Reason));
        }

        Assert.Equal(Judge(manifest, said), EdgeJudge.Judge(manifest, head));
    }

    /// <summary>All of a manifest's objects by all that an edge says, one by one.</summary>
    private static (bool, bool, bool, string) Judge(ManifestRecord manifest, Dictionary<string, ReportObject> said)
    {
        var verdicts = manifest.Objects.Select(entry => (entry.Key, Verdict: ObjectJudge.Judge(entry.Content, said.GetValueOrDefault(entry.Key.ToString()), true))).ToList();
        var failures = verdicts.Where(one => one.Verdict.Phase == ObjectPhase.Failed)
            .Select(one => one.Verdict.Message.Length > 0 ? $"{one.Key}: {one.Verdict.Reason}: {one.Verdict.Message}" : $"{one.Key}: {one.Verdict.Reason}").ToList();
        return (
            verdicts.TrueForAll(one => one.Verdict.Applied),
            verdicts.TrueForAll(one => one.Verdict.Phase == ObjectPhase.Ready),
            failures.Count > 0,
            failures.FirstOrDefault(""));
    }

    private static Dictionary<string, ReportObject> Say(Random random, ManifestRecord manifest, int names, Dictionary<string, ReportObject>? before)
    {
        var wanted = manifest.Objects.ToDictionary(entry => entry.Key.ToString(), entry => entry.Content);
        var next = new Dictionary<string, ReportObject>();
        foreach (var key in Enumerable.Range(0, names).Select(Name))
        {
            var old = before?.GetValueOrDefault(key);
            if (old is not null && random.Next(10) < 8)
                next[key] = old;
            else if (wanted.TryGetValue(key, out var content) ? random.Next(8) > 0 : random.Next(12) == 0)
                next[key] = Any(random, wanted.ContainsKey(key) && random.Next(6) > 0 ? content : Content(random.Next(3)));
        }

        return next;
    }

    private static ReportObject Any(Random random, Digest content) => random.Next(2) == 0 ? Well(content) : new ReportObject
    {
        Content = content,
        Applied = random.Next(4) > 0,
        ObservedAfterApply = random.Next(4) > 0,
        Health = (Health)random.Next(4),
        Reason = random.Next(2) == 0 ? "" : "Bad",
        Message = random.Next(2) == 0 ? "" : "it is not well",
        Status = JsonElement.Parse($$"""{"load":{{random.Next(9)}}}"""),
        ArrivedAt = Now,
    };

    private static ReportObject Well(Digest content) => new()
    {
        Content = content, Applied = true, ObservedAfterApply = true, Health = Health.Current, Status = JsonElement.Parse("""{"replicas":3,"readyReplicas":3,"observedGeneration":1}"""), ArrivedAt = Now,
    };

    private static ManifestRecord Next(Random random, int names, ManifestRecord? before)
    {
        var old = before?.Objects.ToDictionary(entry => entry.Key.ToString(), entry => entry.Content) ?? [];
        var entries = new List<ManifestEntry>();
        foreach (var name in Enumerable.Range(0, names).Select(Name))
        {
            if (random.Next(6) == 0)
                continue;
            entries.Add(new ManifestEntry(ObjectKey.Parse(name), old.TryGetValue(name, out var content) && random.Next(5) > 0 ? content : Content(random.Next(3))));
        }

        return new ManifestRecord { Policy = Policy, Bundle = default, Objects = entries };
    }

    private static ManifestRecord Manifest(Dictionary<string, int> objects) => new()
    {
        Policy = Policy, Bundle = default, Objects = [.. objects.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new ManifestEntry(ObjectKey.Parse(pair.Key), Content(pair.Value)))],
    };

    private static ReportRecord Report(ManifestRecord manifest, long sequence, Dictionary<string, ReportObject> objects) => new()
    {
        Edge = "e1", Policy = Policy, Epoch = 1, Revision = 1, Sequence = sequence, Objects = new(objects, StringComparer.Ordinal),
        Manifest = Digest.Of(JsonSerializer.SerializeToUtf8Bytes(manifest, ContractsJson.Default.ManifestRecord)),
    };

    private static string Name(int number) => new ObjectKey("apps", "Deployment", "shop", $"web-{number:d3}").ToString();

    private static Digest Content(int number) => Digest.Of([(byte)number]);

    private static string Text(ReportObject item) => JsonSerializer.Serialize(item, ContractsJson.Default.ReportObject);
}
