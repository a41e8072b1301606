using System.Diagnostics;
using System.IO.Pipes;
using KubeStellar.Edge.Scripting.Wire;
using Microsoft.Win32.SafeHandles;

namespace KubeStellar.Edge.Scripting.Client;

/// <summary>
/// The streams of one host; one question at a time. A short question is waited for by the thread that asks: to hand it over and back takes longer than most answers.
/// One that takes its time gets a thread of its own, so that no thread of the pool is held up.
/// </summary>
internal sealed class HostPipe : IDisposable
{
    // What a pipe takes at once, whether or not it is read.
    private const int TakenAtOnce = 60_000;
    private const int PatienceMs = 3;
    private readonly FileStream _input;
    private readonly FileStream _output;
    private readonly HostFrame _answers;

    internal HostPipe(Process host)
    {
        (_input, _output) = (Plain(host.StandardInput.BaseStream, FileAccess.Write), Plain(host.StandardOutput.BaseStream, FileAccess.Read));
        _answers = new HostFrame(_output);
    }

    /// <summary>Asks; null when the host ended its output instead of an answer.</summary>
    /// <exception cref="IOException">The host reads no more.</exception>
    /// <exception cref="InvalidDataException">It answered nonsense.</exception>
    internal Task<byte[][]?> AskAsync(IReadOnlyList<ReadOnlyMemory<byte>> segments)
    {
        if (segments.Sum(segment => (long)segment.Length) > TakenAtOnce)
        {
            return ApartAsync(() =>
            {
                HostFrame.Write(_input, segments);
                return _answers.Read();
            });
        }

        HostFrame.Write(_input, segments);
        return Poll.Readable((int)_output.SafeFileHandle.DangerousGetHandle(), PatienceMs) ? Task.FromResult(_answers.Read()) : ApartAsync(_answers.Read);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _input.Dispose();
        _output.Dispose();
    }

    private static Task<byte[][]?> ApartAsync(Func<byte[][]?> action) => Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>The same descriptor, read and written by nothing but system calls.</summary>
    private static FileStream Plain(Stream pipe, FileAccess access) =>
        new(new SafeFileHandle(((PipeStream)pipe).SafePipeHandle.DangerousGetHandle(), ownsHandle: false), access, bufferSize: 0, isAsync: false);
}
