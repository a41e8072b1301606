using System.Collections;
using System.Reflection;
using LiteDB.Engine;

namespace KubeStellar.Edge.LiteDb.Engine;

/// <summary>
/// A transaction of LiteDB 5.0.20 that ended in a failure (a full disk, a damaged page) throws again in its finalizer, and an exception in a finalizer ends
/// the process. No door of the engine leads to it, so the two private fields are named here; with another version that lacks them nothing is done.
/// </summary>
internal static class LeftTransactions
{
    private const BindingFlags Private = BindingFlags.Instance | BindingFlags.NonPublic;
    private static readonly FieldInfo? Monitor = typeof(LiteEngine).GetField("_monitor", Private);

    /// <summary>Keeps the finalizers of an engine's open transactions from running; called before the engine is closed.</summary>
    internal static int Disarm(LiteEngine engine)
    {
        var monitor = Monitor?.GetValue(engine);
        if (monitor?.GetType().GetField("_transactions", Private)?.GetValue(monitor) is not IDictionary transactions)
        {
            return -1;
        }

        foreach (var transaction in transactions.Values)
        {
#pragma warning disable CA1816 // Not ours to dispose: the finalizer that must not run is another type's.
            GC.SuppressFinalize(transaction);
#pragma warning restore CA1816
        }

        return transactions.Count;
    }
}
