using System.Diagnostics;
using System.IO.Pipes;
using KubeStellar.Edge.Scripting.Wire;
using Microsoft.Win32.SafeHandles;

namespace KubeStellar.Edge.Scripting.Client;

/// <summary>
/// The streams of one host; one question at a time. A short question is waited for by the thread that asks: to hand it over and back takes longer than most answers.
/// One that takes its time is left to a thread of this pipe, so that no thread of the pool is held up.
/// </summary>
internal sealed class HostPipe : IDisposable
{
    // What a pipe takes at once, whether or not it is read.
    private const int TakenAtOnce = 60_000;
    private const int PatienceMs = 3;
    private readonly FileStream _input;
    private readonly FileStream _output;
    private readonly HostFrame _answers;
    private readonly SemaphoreSlim _wanted = new(0);
    private Thread? _thread;
    private volatile Action? _work;

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
        _work = null;
        _wanted.Release();
        _input.Dispose();
        _output.Dispose();
    }

    private Task<byte[][]?> ApartAsync(Func<byte[][]?> action)
    {
        var answer = new TaskCompletionSource<byte[][]?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work = () =>
        {
            try
            {
                answer.SetResult(action());
            }
            catch (Exception error) when (error is IOException or InvalidDataException or ObjectDisposedException)
            {
                answer.SetException(error);
            }
        };
        _wanted.Release();
        if (_thread is null)
        {
            _thread = new Thread(Work) { IsBackground = true, Name = "policy pipe" };
            _thread.Start();
        }

        return answer.Task;
    }

    private void Work()
    {
        while (true)
        {
            _wanted.Wait();
            if (_work is not { } work)
            {
                return;
            }

            work();
        }
    }

    /// <summary>The same descriptor, read and written by nothing but system calls.</summary>
    private static FileStream Plain(Stream pipe, FileAccess access) =>
        new(new SafeFileHandle(((PipeStream)pipe).SafePipeHandle.DangerousGetHandle(), ownsHandle: false), access, bufferSize: 0, isAsync: false);
}
