using System.Runtime.CompilerServices;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.LiteDb.Edge;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeStellar.Edge.LiteDb.Tests.Engine;

/// <summary>
/// The test executable as a daemon that is to be killed: with the variable set it writes without end, and says on stdout what was acknowledged.
/// It begins in a module initializer, before the test runner's own main.
/// </summary>
internal static class CrashWriter
{
    internal const string Variable = "KSE_TEST_CRASH_WRITER";

#pragma warning disable CA2255 // The executable is the application here; there is no other way in before xunit's generated main.
    [ModuleInitializer]
    internal static void Start()
#pragma warning restore CA2255
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder)
        {
            Run(folder);
        }
    }

    /// <summary>Lines come in pairs that are written in one step, so that half a transaction shows.</summary>
    internal static TrackedObject Line(string name, long number) =>
        new(new ObjectKey("", "ConfigMap", "shop", name), PolicyKey.Parse("default.p"), Digest.Of(BitConverter.GetBytes(number)), true);

    // On one thread: until the initializer returns, which it never does, every other thread that enters this module waits.
    private static void Run(string folder)
    {
        var store = EdgeStore.Open(folder, TimeProvider.System, NullLoggerFactory.Instance);
        while (true)
        {
            var number = store.Outbox.NextSequenceAsync(default).GetAwaiter().GetResult();
            var name = "o" + (number % 50);
            store.Inventory.WriteAsync([Line(name + "-left", number), Line(name + "-right", number)], [], default).GetAwaiter().GetResult();
            Console.Out.WriteLine(number.ToString(System.Globalization.CultureInfo.InvariantCulture));
            Console.Out.Flush();
        }
    }
}
