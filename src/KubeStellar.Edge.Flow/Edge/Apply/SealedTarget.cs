using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Secrets;
using KubeStellar.Edge.Flow.State.Secrets;

namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>
/// The one place where secret values are plain text. What goes into the target has them in the places of their handles; what comes out of it, whatever it tells, has the handles again, or
/// <see cref="WordSearch.Sealed"/>. An object whose values cannot be opened is not touched: <see cref="SealBrokenException"/>.
/// </summary>
internal sealed class SealedTarget(ITarget target, TreeSeals seals, SecretBook book) : ITarget
{
    /// <inheritdoc/>
    public string Description => target.Description;

    /// <inheritdoc/>
    public int Lanes => target.Lanes;

    /// <inheritdoc/>
    public Task<TargetOutcome> IntendAsync(IReadOnlyCollection<TrackedObject> union, CancellationToken token) => target.IntendAsync(union, token);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TrackedObject>?> ListTrackedAsync(CancellationToken token) => target.ListTrackedAsync(token);

    /// <inheritdoc/>
    public Task<TargetOutcome> ApplyAsync(TargetObject wanted, TrackedObject tracked, CancellationToken token)
    {
        var open = Open(wanted);
        return AskAsync(wanted.Policy, async () => Clean(wanted.Policy, await target.ApplyAsync(open, tracked, token)));
    }

    /// <inheritdoc/>
    public Task<TargetOutcome> RemoveAsync(TrackedObject tracked, CancellationToken token) =>
        AskAsync(tracked.Policy, async () => Clean(tracked.Policy, await target.RemoveAsync(tracked, token)));

    /// <inheritdoc/>
    public Task<TargetState> ObserveAsync(TargetObject wanted, CancellationToken token)
    {
        var open = Open(wanted);
        return AskAsync(wanted.Policy, async () => Clean(wanted, await target.ObserveAsync(open, token)));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ReportEvent>> ExplainAsync(TargetObject wanted, CancellationToken token)
    {
        var open = Open(wanted);
        return AskAsync(wanted.Policy, async () => Clean(wanted.Policy, await target.ExplainAsync(open, token)));
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<TargetChange> WatchAsync(CancellationToken token) => target.WatchAsync(token);

    /// <summary>Learns what is secret before anything is told of any object of a tree; what cannot be opened now is told when it is its turn.</summary>
    /// <param name="wanted">What the tree wants.</param>
    internal void Learn(IReadOnlyDictionary<ObjectKey, WantedObject> wanted)
    {
        book.Keep(wanted.ContainsKey);
        foreach (var (key, item) in wanted.Where(item => item.Value.Entry.Sealed == true))
        {
            try
            {
                book.Take(item.Policy.Workspace, key, item.Entry.Content, seals.Values(item.Policy.Workspace, key, item.Entry.Content));
            }
            catch (Exception error) when (error is SealBrokenException or IOException)
            {
                // It is not applied either, so nobody can tell its values.
                continue;
            }
        }
    }

    private TargetObject Open(TargetObject wanted)
    {
        var former = wanted.Former is { } before && SealedText.MayBeIn(before.Span) ? Former(wanted, before) : wanted.Former;

        // By what is in it, not by what the manifest says of it: a handle must never be taken for a value.
        return SealedText.MayBeIn(wanted.Content.Span)
            ? wanted with { Content = Fill(wanted.Policy, wanted.Entry.Key, wanted.Entry.Content, wanted.Content), Former = former }
            : former.Equals(wanted.Former) ? wanted : wanted with { Former = former };
    }

    private byte[] Fill(PolicyKey policy, ObjectKey key, Digest content, ReadOnlyMemory<byte> variant)
    {
        var map = seals.Values(policy.Workspace, key, content);
        book.Take(policy.Workspace, key, content, map);
        return SecretForm.Fold(key, SealedValues.Fill(variant.Span, map));
    }

    private ReadOnlyMemory<byte>? Former(TargetObject wanted, ReadOnlyMemory<byte> before)
    {
        try
        {
            var map = seals.Values(wanted.Policy.Workspace, wanted.Entry.Key, Digest.Of(before.Span));
            return SecretForm.Fold(wanted.Entry.Key, SealedValues.Fill(before.Span, map));
        }
        catch (SealBrokenException)
        {
            // Its key went with the tree before; then nobody can say what was applied last.
            return null;
        }
    }

    private async Task<T> AskAsync<T>(PolicyKey policy, Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (TargetUnreachableException error) when (book.Text(policy.Workspace, error.Message) != error.Message)
        {
            throw new TargetUnreachableException(book.Text(policy.Workspace, error.Message));
        }
    }

    private TargetOutcome Clean(PolicyKey policy, TargetOutcome outcome) =>
        book.IsEmpty || outcome.Message.Length == 0 ? outcome : outcome with { Message = book.Text(policy.Workspace, outcome.Message) };

    private IReadOnlyList<ReportEvent> Clean(PolicyKey policy, IReadOnlyList<ReportEvent> events) =>
        book.IsEmpty || events.Count == 0 ? events : [.. events.Select(one => one with { Message = book.Text(policy.Workspace, one.Message), On = book.Text(policy.Workspace, one.On) })];

    private TargetState Clean(TargetObject wanted, TargetState state)
    {
        var (workspace, key) = (wanted.Policy.Workspace, wanted.Entry.Key);
        if (book.IsEmpty && !key.IsSecret)
        {
            return state;
        }

        return state with
        {
            Message = book.Text(workspace, state.Message),
            Drifted = state.Drifted is { Count: > 0 } fields ? [.. fields.Select(field => field with { Path = book.Text(workspace, field.Path) })] : state.Drifted,
            Live = state.Live is { IsEmpty: false } live ? SealedJson.Scrub(key, live, wanted.Content.Span, book.Search(workspace, book.Has(workspace, key))) : state.Live,
        };
    }
}
