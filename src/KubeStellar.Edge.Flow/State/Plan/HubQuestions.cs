using System.Collections.Concurrent;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>
/// Questions that wait for the hub's one writer. Those that only read its plan are answered before it plans; those that have policies evaluated after it, one a turn,
/// so that whoever asks holds nobody's changes up.
/// </summary>
internal sealed class HubQuestions(HubChanges changes)
{
    private const int Most = 256;
    private const int MostCostly = 2;
    private readonly ConcurrentQueue<Func<IHubAnswerer, Task>> _waiting = new();
    private readonly ConcurrentQueue<Func<IHubAnswerer, Task>> _costly = new();
    private int _evaluating;

    /// <summary>Asks what costs little, and waits for the answer.</summary>
    public Task<T> AskAsync<T>(Func<IHubAnswerer, Task<T>> question, CancellationToken token)
    {
        if (_waiting.Count >= Most)
        {
            throw new InvalidOperationException("The hub has too many questions waiting; ask again later.");
        }

        return Ask(_waiting, question, token);
    }

    /// <summary>Asks what has policies evaluated, and waits for the answer; <paramref name="busy"/> when others do so already.</summary>
    public async Task<T> EvaluateAsync<T>(Func<IHubAnswerer, Task<T>> question, T busy, CancellationToken token)
    {
        if (Interlocked.Increment(ref _evaluating) > MostCostly)
        {
            Interlocked.Decrement(ref _evaluating);
            return busy;
        }

        // Freed when the answer is made, not when the asker goes away.
        return await Ask(
            _costly,
            async answerer =>
            {
                try
                {
                    token.ThrowIfCancellationRequested();
                    return await question(answerer);
                }
                finally
                {
                    Interlocked.Decrement(ref _evaluating);
                }
            },
            token,
            always: true);
    }

    /// <summary>Answers all that wait and cost little.</summary>
    public async Task AnswerAsync(IHubAnswerer answerer)
    {
        while (_waiting.TryDequeue(out var question))
        {
            await question(answerer);
        }
    }

    /// <summary>Answers one that has policies evaluated, if there is one.</summary>
    public async Task AnswerCostlyAsync(IHubAnswerer answerer)
    {
        if (_costly.TryDequeue(out var question))
        {
            await question(answerer);
            if (!_costly.IsEmpty)
            {
                changes.Poke();
            }
        }
    }

    private Task<T> Ask<T>(ConcurrentQueue<Func<IHubAnswerer, Task>> queue, Func<IHubAnswerer, Task<T>> question, CancellationToken token, bool always = false)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        queue.Enqueue(async answerer =>
        {
            if (!always && token.IsCancellationRequested)
            {
                answer.TrySetCanceled(token);
                return;
            }

            try
            {
                answer.TrySetResult(await question(answerer));
            }
            catch (OperationCanceledException) when (token.IsCancellationRequested)
            {
                answer.TrySetCanceled(token);
            }
            catch (Exception error)
            {
                // The asker's failure is the asker's: the flow goes on.
                answer.TrySetException(error);
            }
        });
        changes.Poke();
        return answer.Task.WaitAsync(token);
    }
}
