using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Scripting.Client;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Scripting.Tests.Client;

/// <summary>How long an offender waits.</summary>
public sealed class QuarantineTests
{
    private static readonly Digest Bad = Digest.Of([1]);
    private readonly FakeTimeProvider _time = new();
    private readonly Quarantine _quarantine;

    public QuarantineTests() => _quarantine = new Quarantine(new PolicyRuntimeOptions { QuarantineFirst = TimeSpan.FromSeconds(5), QuarantineMost = TimeSpan.FromSeconds(30) }, _time);

    [Fact]
    public void The_wait_doubles_up_to_a_limit()
    {
        List<double> waits = [];
        for (var i = 0; i < 5; i++)
        {
            _quarantine.Strike(Bad, "TimedOut", "main.js:1:1");
            var wait = _quarantine.Of(Bad)!.Value.Left;
            waits.Add(wait.TotalSeconds);
            _time.Advance(wait);
            Assert.Null(_quarantine.Of(Bad));
        }

        Assert.Equal([5, 10, 20, 30, 30], waits);
    }

    [Fact]
    public void One_that_behaved_for_long_starts_anew_and_is_forgotten()
    {
        _quarantine.Strike(Bad, "TimedOut", "");
        _quarantine.Strike(Bad, "TimedOut", "");
        _time.Advance(TimeSpan.FromMinutes(10));
        _quarantine.Strike(Digest.Of([2]), "TimedOut", "");
        Assert.False(_quarantine.Knows(Bad));
        _quarantine.Strike(Bad, "OutOfMemory", "");
        Assert.Equal((TimeSpan.FromSeconds(5), "OutOfMemory", ""), _quarantine.Of(Bad));
    }

    [Fact]
    public void A_corrected_policy_is_another_one()
    {
        _quarantine.Strike(Bad, "TimedOut", "");
        Assert.Null(_quarantine.Of(Digest.Of([2])));
    }
}
