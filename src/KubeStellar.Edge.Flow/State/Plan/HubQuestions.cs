using System.Collections.Concurrent;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>Questions that wait for the hub's one writer.</summary>
internal sealed class HubQuestions(HubChanges changes)
{
    private const int Most = 256;
    private readonly ConcurrentQueue<Func<IHubAnswerer, Task>> _waiting = new();

    /// <summary>Asks, and waits for the answer.</summary>
    public Task<T> AskAsync<T>(Func<IHubAnswerer, Task<T>> question, CancellationToken token)
    {
        if (_waiting.Count >= Most)
        {
            throw new InvalidOperationException("The hub has too many questions waiting; ask again later.");
        }

        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue(async answerer =>
        {
            if (token.IsCancellationRequested)
            {
                answer.TrySetCanceled(token);
                return;
            }

            try
            {
                answer.TrySetResult(await question(answerer));
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

    /// <summary>Answers all that wait.</summary>
    public async Task AnswerAsync(IHubAnswerer answerer)
    {
        while (_waiting.TryDequeue(out var question))
        {
            await question(answerer);
        }
    }
}
