namespace KubeStellar.Edge.Integration.Tests.Kills;

/// <summary>What must come of it all, once nobody is killed and nobody edits any more.</summary>
internal static class Convergence
{
    /// <summary>Every site's folder is what was asked for, byte for byte, and the hub knows it.</summary>
    public static async Task ReachedAsync(KillWorld world, IReadOnlyList<(string Id, string Size)> edges, CancellationToken token)
    {
        foreach (var (id, size) in edges)
        {
            var expected = world.Wanted.Expected(size);
            await Site.FilesAsync(world.Fleet.Target(id), files => files.SequenceEqual(expected), token);
        }

        (await world.Fleet.CliAsync(token, "wait", "--for=converged", "--timeout", "60s")).Ok();
        var objects = edges.Count * world.Wanted.Expected("").Count;
        await MainJobTests.UntilAsync(
            world.Fleet,
            ["get", "summary", KillWorld.PolicyName, "-o", "json"],
            output => output.Replace(" ", "", StringComparison.Ordinal) is var text
                && text.Contains($"\"objects\":{objects}", StringComparison.Ordinal) && text.Contains($"\"ready\":{objects}", StringComparison.Ordinal),
            token);
    }
}
