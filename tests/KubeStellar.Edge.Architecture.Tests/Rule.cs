namespace KubeStellar.Edge.Architecture;

/// <summary>A rule that holds when nothing breaks it; what breaks it is named in full.</summary>
internal static class Rule
{
    internal static void Holds(IEnumerable<string?> broken)
    {
        var all = broken.ToList();
        if (all.Count > 0)
            Assert.Fail($"{all.Count} break the rule:\n{string.Join('\n', all)}");
    }
}
