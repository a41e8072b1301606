using System.Runtime.InteropServices;

namespace KubeStellar.Edge.Scripting.Wire;

/// <summary>Waits for a pipe without reading from it; see poll(2).</summary>
internal static partial class Poll
{
    private const short Input = 1;
    private const int Interrupted = 4;

    /// <summary>Whether there is something to read, or the end, within so many milliseconds.</summary>
    internal static bool Readable(int descriptor, int milliseconds)
    {
        var one = new Descriptor(descriptor, Input, 0);
        return Wait(ref one, 1, milliseconds) > 0;
    }

    /// <summary>Returns when nobody can write any more, also while there is something to read; at once where that cannot be waited for.</summary>
    /// <returns>Whether it was waited for.</returns>
    internal static bool UntilClosed(int descriptor)
    {
        var one = new Descriptor(descriptor, 0, 0);
        int ready;
        do
        {
            ready = Wait(ref one, 1, Timeout.Infinite);
        }
        while (ready < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        return ready > 0;
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Wait(ref Descriptor descriptors, nuint count, int milliseconds);

    /// <summary><c>struct pollfd</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private record struct Descriptor(int Number, short Wanted, short Found);
}
