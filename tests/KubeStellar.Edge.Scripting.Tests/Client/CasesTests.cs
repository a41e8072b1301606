namespace KubeStellar.Edge.Scripting.Tests.Client;

/// <summary>What is recorded of cases is what was decided, whatever characters it has.</summary>
public sealed class CasesTests
{
    [Theory]
    [InlineData("""String.raw`\u0000`""", """\u0000""")]
    [InlineData(""" "a\u0000b" """, "a\0b")]
    [InlineData("""String.raw`"\n\u0000"`""", "\"\\n\\u0000\"")]
    public async Task A_value_is_not_taken_for_the_name_of_an_edge(string written, string value)
    {
        await using var runtime = RuntimeUnderTest.Create();
        await RuntimeUnderTest.FillAsync(runtime, 2);
        var bundle = await RuntimeUnderTest.PolicyAsync(runtime, customize: $"o => {{ o.spec.x = {written}; }}");

        var told = await runtime.CasesAsync(bundle, RuntimeUnderTest.Workload, RuntimeUnderTest.All(2), null, 8, default);

        Assert.True(told.Ok, told.Fault?.Message);
        Assert.Equal(value, Assert.Single(Assert.Single(told.Value.Cases).Variant!.Operations).Value!.Value.GetString());
    }

    [Fact]
    public async Task A_fault_that_speaks_of_such_text_is_one_edges_fault()
    {
        await using var runtime = RuntimeUnderTest.Create();
        await RuntimeUnderTest.FillAsync(runtime, 3);
        var bundle = await RuntimeUnderTest.PolicyAsync(runtime, """(object, edge) => { if (edge.id === "edge-1") throw new Error(String.raw`bad \u0000 at edge-1`); return true; }""");

        var placed = await runtime.PlaceAsync(bundle, RuntimeUnderTest.Workload, RuntimeUnderTest.All(3), default);

        Assert.True(placed.Ok, placed.Fault?.Message);
        Assert.Equal("""place, for edge edge-1: Error: bad \u0000 at edge-1""", Assert.Single(placed.Value.Failed).Fault.Message);
    }
}
