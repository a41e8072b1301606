using System.Text.Json;
using KubeStellar.Edge.Flow.State.Admission;

namespace KubeStellar.Edge.Flow.Tests.State.Admission;

public sealed class FactLimitsTests
{
    [Fact]
    public void What_a_device_says_of_itself_is_bounded_as_a_whole()
    {
        Assert.Null(FactLimits.Explain(Facts(64, 400)));
        Assert.Contains("bytes together; 32768 are the limit", FactLimits.Explain(Facts(64, 600)), StringComparison.Ordinal);
        Assert.Contains("at most 256 properties", FactLimits.Explain(Facts(257, 1)), StringComparison.Ordinal);
    }

    private static Dictionary<string, JsonElement> Facts(int count, int length) =>
        Enumerable.Range(0, count).ToDictionary(n => $"fact{n}", _ => JsonSerializer.SerializeToElement(new string('x', length)));
}
