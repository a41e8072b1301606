namespace KubeStellar.Edge.Scripting.Tests.Attacks;

/// <summary>Whatever a module does: it ends as it must, it tells nothing of the host, and the next policy is served within a second.</summary>
public sealed class AttackTests(AttackedRuntime attacked) : IClassFixture<AttackedRuntime>
{
    private const int Tries = 3;
    private static readonly TimeSpan Served = TimeSpan.FromSeconds(1);

    public static TheoryData<string> Names() => new(Attack.All.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_attack_ends_as_it_must_and_harms_nobody(string name)
    {
        var attack = Attack.All[name];

        var fault = await attacked.RunAsync(attack);
        var served = await attacked.ServeAsync();
        for (var i = 0; i < Tries && served >= Served; i++)
        {
            // On a machine that is busy with other things, also processor time grows: what counts is what can be done. Other text, so that it is no offender yet.
            await attacked.RunAsync(attack with { Text = $"{attack.Text}\n// {i}" });
            served = await attacked.ServeAsync();
        }

        var told = $"{fault?.Reason}: {fault?.Message} ({fault?.Location})";
        Assert.True(attack.Outcomes.Contains(fault?.Reason ?? "Served"), told);
        Assert.Contains(attack.Message, fault?.Message ?? attack.Message, StringComparison.Ordinal);
        Assert.True(fault is null || fault.Message.Length < 1500, "a long message");
        Assert.DoesNotContain(AppContext.BaseDirectory, told, StringComparison.Ordinal);
        Assert.DoesNotContain("KubeStellar.Edge", told, StringComparison.Ordinal);
        Assert.DoesNotContain("/", fault?.Location ?? "", StringComparison.Ordinal);
        Assert.True(served < Served, $"the next policy was served after {served}");
    }

    [Fact]
    public void The_corpus_is_large() => Assert.True(Attack.All.Count >= 200, $"{Attack.All.Count} attacks");
}
