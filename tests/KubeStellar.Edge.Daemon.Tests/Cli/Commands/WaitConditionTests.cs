namespace KubeStellar.Edge.Daemon.Tests.Cli.Commands;

public sealed class WaitConditionTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("condition=Ready", 0)]
    [InlineData("condition=ready=true", 0)]
    [InlineData("condition=Degraded=False", 0)]
    [InlineData("condition=Degraded", 3)]
    [InlineData("condition=Complete", 3)]
    [InlineData("condition=Complete=Unknown", 3)]
    [InlineData("condition=Shiny", 2)]
    [InlineData("condition=Ready=Perhaps", 2)]
    public async Task A_condition_is_met_or_not_in_time_or_none(string condition, int exit)
    {
        _run.Hub.Listings["policies"] = """
            [{"name":"web","generation":3,"conditions":[
              {"type":"Ready","status":"True","observedGeneration":3,"reason":"Published","message":""},
              {"type":"Degraded","status":"False","observedGeneration":3,"reason":"AsExpected","message":""},
              {"type":"Complete","status":"True","observedGeneration":2,"reason":"AllReady","message":""}]}]
            """;

        Assert.Equal(exit, await _run.RunAsync("wait", "--for", condition, "policy/web", "--timeout", "4s"));

        if (condition == "condition=Degraded")
        {
            Assert.Contains("Degraded is False: AsExpected", _run.Error, StringComparison.Ordinal);
        }
        else if (condition == "condition=Complete")
        {
            Assert.Contains("generation 2", _run.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("wait", "--for", "condition=Ready")]
    [InlineData("wait", "--for", "condition=Ready", "edge/store-1")]
    public async Task Conditions_are_of_policies(params string[] args)
    {
        Assert.Equal(2, await _run.RunAsync(args));
        Assert.Contains("policy/NAME", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Webhooks_are_listed()
    {
        _run.Hub.Listings["webhooks"] = """[{"id":"pager","url":"https://pager/","state":"Failing","lag":7,"sent":40,"dropped":1,"error":"it answers 500","position":41}]""";
        Assert.Equal(0, await _run.RunAsync("get", "webhooks"));
        Assert.Equal("pager   https://pager/   Failing   7     40     1         it answers 500", _run.Lines[1]);
    }

    [Fact]
    public async Task Hubs_are_listed()
    {
        _run.Hub.Listings["hubs"] = """
            [{"id":"one","role":"Active","status":"Held","reason":"a bucket is gone","epoch":7,"daemon":"1.4.0","host":"rack-1","heardAt":null,"since":null},
             {"id":"two","role":"Standby","status":"Lost","daemon":"1.5.0","host":"","heardAt":null,"since":null}]
            """;
        Assert.Equal(0, await _run.RunAsync("get", "hubs", "-o", "wide"));
        Assert.Equal("NAME   ROLE      STATUS   EPOCH   DAEMON   LAST-SEEN   HOST     SINCE   REASON", _run.Lines[0]);
        Assert.Equal("one    Active    Held     7       1.4.0    -           rack-1   -       a bucket is gone", _run.Lines[1]);
        Assert.Equal("two    Standby   Lost     -       1.5.0    -           -        -       -", _run.Lines[2]);
    }
}
