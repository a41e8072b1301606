using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Site;
using KubeStellar.Edge.LiteDb.Edge;
using KubeStellar.Edge.LiteDb.Hub;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeStellar.Edge.LiteDb.Tests.Engine;

/// <summary>
/// The test executable as a daemon that is to be killed: with the variable set it writes without end, and says on stdout what was acknowledged.
/// It begins in a module initializer, before the test runner's own main.
/// </summary>
internal static class CrashWriter
{
    internal const string Variable = "KSE_TEST_CRASH_WRITER";
    internal const string MirrorVariable = "KSE_TEST_CRASH_WRITER_MIRROR";

#pragma warning disable CA2255 // The executable is the application here; there is no other way in before xunit's generated main.
    [ModuleInitializer]
    internal static void Start()
#pragma warning restore CA2255
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder)
        {
            RunEdge(folder);
        }

        if (Environment.GetEnvironmentVariable(MirrorVariable) is { Length: > 0 } mirror)
        {
            RunMirror(mirror);
        }
    }

    /// <summary>Lines come in pairs that are written in one step, so that half a transaction shows.</summary>
    internal static TrackedObject Line(string name, long number) =>
        new(new ObjectKey("", "ConfigMap", "shop", name), PolicyKey.Parse("default.p"), Digest.Of(BitConverter.GetBytes(number)), true);

    /// <summary>What the root with this number names.</summary>
    internal static byte[] Content(long number) => Encoding.UTF8.GetBytes("content " + Text(number));

    internal static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    // On one thread: until the initializer returns, which it never does, every other thread that enters this module waits.
    private static void RunEdge(string folder)
    {
        var store = EdgeStore.Open(folder, TimeProvider.System, NullLoggerFactory.Instance);
        while (true)
        {
            var number = store.Outbox.NextSequenceAsync(default).GetAwaiter().GetResult();
            var content = Content(number);
            store.Contents.Write(Digest.Of(content), content);
            store.Roots.WriteAccepted(Encoding.ASCII.GetBytes(Text(number)));
            store.Roots.WriteDecisions(new SiteDecisions { InForce = null, Hold = new SiteHold(Text(number), "test", default, null) });
            var name = "o" + Text(number % 50);
            store.Inventory.WriteAsync([Line(name + "-left", number), Line(name + "-right", number)], [], default).GetAwaiter().GetResult();
            Say(number);
        }
    }

    private static void RunMirror(string folder)
    {
        var mirror = MirrorStore.Open(folder, TimeProvider.System, NullLoggerFactory.Instance).Mirror;
        var start = mirror.LoadAsync(default).GetAwaiter().GetResult() is [var bucket] ? (long)bucket.Entries[0].Revision : 0;
        for (var number = start + 1; ; number++)
        {
            MirrorWrite Entry(string key) => new(key, Content(number), (ulong)number);
            mirror.WriteAsync(Buckets.Edges, new MirrorLife(DateTimeOffset.UnixEpoch, (ulong)number), [Entry("left"), Entry("right")], default).GetAwaiter().GetResult();
            Say(number);
        }
    }

    private static void Say(long number)
    {
        Console.Out.WriteLine(Text(number));
        Console.Out.Flush();
    }
}
