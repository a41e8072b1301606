using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Identity;

namespace KubeStellar.Edge.Nats.Gateway;

/// <summary>
/// Signs answers of the hub, all that wait together with one signature: a single one waits for nobody, and a thousand at once cost little more than their hashes.
/// </summary>
internal sealed class AnswerSealer(IRootSigner signer)
{
    private readonly Lock _gate = new();
    private List<(Digest Leaf, TaskCompletionSource<string> Done)> _waiting = [];
    private bool _signing;

    /// <summary>How often it signed.</summary>
    public long Signatures { get; private set; }

    /// <summary>Value of <see cref="Headers.Seal"/> for an answer.</summary>
    /// <param name="message">What <see cref="CommandSeal"/> makes of it.</param>
    public Task<string> SealAsync(ReadOnlySpan<byte> message)
    {
        var done = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Add((MerkleTree.LeafHash(message), done));
            if (_signing)
            {
                return done.Task;
            }

            _signing = true;
        }

        _ = Task.Run(Sign);
        return done.Task;
    }

    private void Sign()
    {
        while (Next() is { Count: > 0 } batch)
        {
            try
            {
                Sign(batch);
                Signatures++;
            }
            catch (Exception e)
            {
                // Whoever waits says so; the next ones are tried again.
                batch.ForEach(one => one.Done.TrySetException(e));
            }
        }
    }

    private void Sign(List<(Digest Leaf, TaskCompletionSource<string> Done)> batch)
    {
        var tree = MerkleTree.Build([.. batch.Select(one => one.Leaf)]);
        var signature = Convert.ToBase64String(signer.Sign(CommandSeal.Together(tree.Root)));
        for (var i = 0; i < batch.Count; i++)
        {
            batch[i].Done.TrySetResult(new TreeSeal(i, batch.Count, signature, tree.Proof(i)).ToString());
        }
    }

    private List<(Digest Leaf, TaskCompletionSource<string> Done)> Next()
    {
        lock (_gate)
        {
            var batch = _waiting;
            if (batch.Count <= TreeSeal.MostAnswers)
            {
                _waiting = [];
            }
            else
            {
                _waiting = batch[TreeSeal.MostAnswers..];
                batch = batch[..TreeSeal.MostAnswers];
            }

            _signing = batch.Count > 0;
            return batch;
        }
    }
}
