using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Sources;
using KubeStellar.Edge.Kubernetes.Source.Policies;

namespace KubeStellar.Edge.Kubernetes.Tests.Source.Policies;

public sealed class PolicyStatusTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TakenPolicy Web = new("web", "shop", null, "") { Reference = [], Stamp = "u/3", Generation = 3 };

    public static TheoryData<string, string?, string, string, string> Cases => new()
    {
        { "Ready", null, "True", "Published", "published" },
        { "Pending", null, "Unknown", "Pending", "not decided" },
        { "Stalled", null, "False", "Threw", "x is undefined web.js:3:7" },
        { "Held", null, "False", "Threw", "x is undefined" },
        { "Ready", "web.js:1:1: Syntax", "False", "Refused", "web.js:1:1: Syntax; the version before stays in force" },
        { "none", "web.js:1:1: Syntax", "False", "Refused", "web.js:1:1: Syntax" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Ready_says_whether_the_newest_decisions_are_in_force_and_why_not(string phase, string? refusal, string status, string reason, string says)
    {
        var ready = Conditions(phase, refusal)[0]!;
        Assert.Equal(("Ready", status, reason), ((string)ready["type"]!, (string)ready["status"]!, (string)ready["reason"]!));
        Assert.Contains(says, (string)ready["message"]!, StringComparison.Ordinal);
        Assert.Equal(3, (long)ready["observedGeneration"]!);
    }

    [Fact]
    public void The_time_of_a_condition_changes_only_with_its_status()
    {
        var first = Conditions("Ready", null);
        var later = PolicyStatus.Conditions(Web with { Conditions = first }, null, State("Ready"), Now.AddHours(1));
        Assert.Equal(first.ToJsonString(), later.ToJsonString());
        var stalled = PolicyStatus.Conditions(Web with { Conditions = first }, null, State("Stalled"), Now.AddHours(1));
        Assert.Equal(["2026-03-01T13:00:00Z", "2026-03-01T13:00:00Z", "2026-03-01T12:00:00Z"], stalled.Take(3).Select(one => (string)one!["lastTransitionTime"]!));
    }

    [Fact]
    public void Counts_and_the_summary_are_there_and_one_that_is_too_large_is_named()
    {
        var status = PolicyStatus.Of(Web, [], State("Ready", """{"ready":6}"""));
        Assert.Equal("""{"placed":9,"received":8,"applied":7,"ready":6,"degraded":1,"failed":2,"stalled":0,"unreachable":1,"held":4}""", status["totals"]!.ToJsonString());
        Assert.Equal((5, 9, 6, "store-1 a: b"), ((int)status["objects"]!, (int)status["edges"]!, (int)status["summary"]!["ready"]!, (string)status["failures"]![0]!));
        var large = PolicyStatus.Of(Web, [], State("Ready", $"\"{new string('x', 70_000)}\""));
        Assert.Contains("kse get summary web", (string)large["summary"]!["tooLarge"]!, StringComparison.Ordinal);
        Assert.False(PolicyStatus.Of(Web, [], null).ContainsKey("totals"));
    }

    [Fact]
    public void What_waits_for_a_person_says_how_to_let_it_go()
    {
        var state = State("Held") with { Hold = new HoldRecord("3f2a", 40, 100, 20, [], Now) };
        var held = PolicyStatus.Conditions(Web, null, state, Now)[2]!;
        Assert.Equal("True", (string)held["status"]!);
        Assert.Contains("kse confirm 3f2a", (string)held["message"]!, StringComparison.Ordinal);
    }

    private static JsonArray Conditions(string phase, string? refusal) =>
        PolicyStatus.Conditions(Web, refusal is null ? null : ("Refused", refusal), phase == "none" ? null : State(phase), Now);

    private static SourcePolicy State(string phase, string? value = null)
    {
        var at = Enum.Parse<PolicyPhase>(phase);
        var record = new PolicyRecord
        {
            Workspace = "default", Name = "web", Generation = 1, Order = 1, Digest = default, Bundle = new PolicyBundle { Main = "web.js", Files = [] },
            State = at is PolicyPhase.Ready or PolicyPhase.Pending ? new PolicyState { Phase = at } : new PolicyState { Phase = at, Reason = "Threw", Message = "x is undefined", Location = "web.js:3:7" },
        };
        return new SourcePolicy(record, 5, 4, null, 2, new SummaryRecord
        {
            Policy = new PolicyKey("default", "web"), Bundle = default, Coverage = new Coverage(9, 8, []), Failures = ["store-1 a: b"],
            Totals = new Totals { Desired = 9, Received = 8, Applied = 7, Ready = 6, Degraded = 1, Failed = 2, Unreachable = 1 },
            Value = value is null ? null : JsonElement.Parse(value),
        });
    }
}
