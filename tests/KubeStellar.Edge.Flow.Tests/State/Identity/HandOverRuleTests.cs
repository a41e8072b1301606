using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.TestKit.Memory.Edge;

namespace KubeStellar.Edge.Flow.Tests.State.Identity;

/// <summary>What is followed of hand-overs of a hub's key, and what is not.</summary>
public sealed class HandOverRuleTests
{
    private static readonly IReadOnlyList<KeyHandOver> Three = FakeHandOvers.Chain("A", "B", "C", "D");

    [Theory]
    [InlineData(0, "A")]
    [InlineData(1, "B")]
    [InlineData(2, "C")]
    [InlineData(3, "D")]
    public void Whoever_trusts_any_key_of_a_chain_follows_it_to_its_end(int followed, string key)
    {
        Assert.Null(Refuse(key, [.. Three.Take(followed)], Three));
        Assert.Equal("D", HandOverRule.EndOf(Three, "A"));
        Assert.Equal("A", HandOverRule.EndOf([], "A"));
    }

    [Fact]
    public void An_old_one_that_is_played_back_is_refused()
    {
        Assert.Contains("ends at hand-over 1, and 2 were followed", Refuse("C", [.. Three.Take(2)], [.. Three.Take(1)]), StringComparison.Ordinal);
        Assert.Contains("played back", Refuse("B", [.. Three.Take(1)], []), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_successors_of_one_key_the_one_that_came_first_stays()
    {
        var fork = FakeHandOvers.Chain("A", "B", "X", "Y");
        Assert.Contains("B has two successors: C, which is followed, and X", Refuse("C", [.. Three.Take(2)], fork), StringComparison.Ordinal);
        Assert.Contains("two successors", Refuse("D", Three, [.. fork, FakeHandOvers.One(4, "Y", "Z")]), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_hubs_chain_is_refused_however_sound_it_is()
    {
        var other = FakeHandOvers.Chain("P", "Q", "R", "S");
        Assert.Null(HandOverRule.Explain(other, new FakeSignature("")));
        Assert.Contains("does not begin with the key that is pinned (A)", Refuse("A", [], other), StringComparison.Ordinal);
        Assert.Contains("of another hub", Refuse("B", [.. Three.Take(1)], other), StringComparison.Ordinal);

        // One that only ends with a key that is trusted proves nothing: anybody could have been made to hand over to it.
        Assert.Contains("does not begin", Refuse("A", [], FakeHandOvers.Chain("P", "A", "X")), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_hand_over_needs_both_signatures_over_all_that_it_says()
    {
        var good = Three[1];
        var thief = FakeHandOvers.One(2, "X", "C");
        foreach (var (forged, why) in new[]
        {
            (good with { Signature = thief.Signature }, "not signed by the key that it is from"),
            (good with { Signature = "?" }, "not signed by the key that it is from"),
            (good with { Signature = Convert.ToBase64String([1, 2, 3]) }, "not signed by the key that it is from"),
            (good with { Consent = good.Signature }, "not signed by the key that it is to"),
            (good with { At = good.At.AddTicks(1) }, "not signed"),
            (good with { To = "X" }, "not signed"),
            (good with { Serial = 3 }, "serial 3, and 2 was expected"),
            (FakeHandOvers.One(2, "X", "C"), "is by X, and the one before it was to B"),
            (FakeHandOvers.One(2, "B", "A"), "goes back to A"),
            (FakeHandOvers.One(2, "B", "B"), "goes back to B"),
            (good with { From = null! }, "is none"),
            (null!, "is none"),
        })
        {
            Assert.Contains("hand-over 2 ", Refuse("B", [.. Three.Take(1)], [Three[0], forged, Three[2]]), StringComparison.Ordinal);
            Assert.Contains(why, Refuse("B", [.. Three.Take(1)], [Three[0], forged, Three[2]]), StringComparison.Ordinal);
        }

        Assert.Contains("hand-over 1 has the serial 2", Refuse("B", [], [.. Three.Skip(1)]), StringComparison.Ordinal);
        Assert.Contains("no hub hands its key over", Refuse("A", [], [.. Enumerable.Repeat(good, HandOverRule.Most + 1)]), StringComparison.Ordinal);
    }

    private static string? Refuse(string key, IReadOnlyList<KeyHandOver> known, IReadOnlyList<KeyHandOver> told) => HandOverRule.Refuse(key, known, told, new FakeSignature(""));
}
