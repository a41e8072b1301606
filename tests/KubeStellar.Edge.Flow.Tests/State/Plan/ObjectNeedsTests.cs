using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Tests.State.Plan;

public sealed class ObjectNeedsTests
{
    [Fact]
    public void Marks_are_made_when_a_manifest_needs_them_and_once()
    {
        var made = 0;
        ObjectNeeds Needs() => new([new ObjectKey("", "ConfigMap", "shop", "a")], ["p"], new Dictionary<ObjectKey, VariantTable>(), _ => (UInt128)(++made));
        var (one, other) = (Needs(), Needs());
        Assert.True(ObjectNeeds.Same(one, other));
        Assert.Equal(0, made);
        Assert.Equal(one.MarkAt(3), one.MarkAt(4));
        Assert.Equal(1, made);
    }
}
