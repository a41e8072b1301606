using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace KubeStellar.Edge.Architecture;

/// <summary>What is built from: locked, with licences that are known and allowed, and named in the bill of materials.</summary>
public sealed partial class SupplyChainTests
{
    private static readonly string[] Allowed = ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "CC0-1.0"];

    /// <summary>Terms that are fine for building and testing, not for shipping.</summary>
    private static readonly string[] AllowedHere = ["LicenseRef-MS-NET-Library", "LicenseRef-MS-TypeScript-SDK"];

    [Fact]
    public void Every_project_has_a_lock_file() => Rule.Holds(
        from place in new[] { "src", "tests", "perf" }
        from project in Tree.Files(place, "*.csproj")
        where !File.Exists(Path.Combine(Tree.Root, Path.GetDirectoryName(project.Path)!, "packages.lock.json"))
        select $"{project.Path} has no packages.lock.json beside it: build it once and commit what that makes");

    [Fact]
    public void Every_package_is_in_the_table_with_its_major_version()
    {
        Assert.NotEmpty(Packages.Locked);
        Rule.Holds(
            from one in Packages.Locked
            let known = Packages.Table.TryGetValue(one.Id, out var row) ? row.Majors : []
            where !known.Contains(one.Version.Split('.')[0] + ".x")
            select $"{one.Lock}: {one.Id} {one.Version} is not in THIRD-PARTY-NOTICES.md: look at its licence and add it");
    }

    [Fact]
    public void Nothing_is_in_the_table_that_nothing_uses() =>
        Rule.Holds(Packages.Table.Keys.Except(Packages.Locked.Select(one => one.Id)).Select(id => $"{id} is in no lock file: take it out of THIRD-PARTY-NOTICES.md"));

    [Fact]
    public void Every_licence_is_allowed_and_is_what_the_package_says()
    {
        Rule.Holds(Packages.Table.Where(row => !Allowed.Contains(row.Value.Licence) && (row.Value.Shipped || !AllowedHere.Contains(row.Value.Licence)))
            .Select(row => $"{row.Key} has the licence {row.Value.Licence}, which is not allowed{(row.Value.Shipped ? " in what is shipped" : "")}"));
        Rule.Holds(
            from one in Packages.Locked.Select(one => (one.Id, one.Version)).Distinct()
            let said = Packages.Said(one.Id, one.Version)
            where said is not null && Packages.Table.TryGetValue(one.Id, out var row) && row.Licence != said
            select $"{one.Id} {one.Version} says that its licence is {said}, THIRD-PARTY-NOTICES.md says another");
    }

    [Fact]
    public async Task The_bill_of_materials_names_what_is_shipped()
    {
        var (code, text, error) = await SbomAsync("src/KubeStellar.Edge.Daemon/packages.lock.json");
        Assert.True(code == 0, error);
        var bom = JsonElement.Parse(text);
        Assert.Equal(("CycloneDX", "1.5", 1), (bom.GetProperty("bomFormat").GetString(), bom.GetProperty("specVersion").GetString(), bom.GetProperty("version").GetInt32()));
        Assert.Equal("kse", bom.GetProperty("metadata").GetProperty("component").GetProperty("name").GetString());
        var components = bom.GetProperty("components").EnumerateArray().ToList();
        var expected = Packages.Locked.Where(one => one.Lock.Contains("Edge.Daemon/", StringComparison.Ordinal) && Packages.Table[one.Id].Shipped)
            .Select(one => $"pkg:nuget/{one.Id}@{one.Version}").Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(expected, components.Select(one => one.GetProperty("purl").GetString()!).Order(StringComparer.Ordinal));
        Assert.All(components, one =>
        {
            Assert.Equal("library", one.GetProperty("type").GetString());
            Assert.Equal($"pkg:nuget/{one.GetProperty("name").GetString()}@{one.GetProperty("version").GetString()}", one.GetProperty("bom-ref").GetString());
            Assert.Equal("SHA-512", one.GetProperty("hashes")[0].GetProperty("alg").GetString());
            Assert.Matches(Sha512(), one.GetProperty("hashes")[0].GetProperty("content").GetString());
            Assert.Contains(one.GetProperty("licenses")[0].GetProperty("license").GetProperty("id").GetString(), Allowed);
        });
    }

    [Fact]
    public async Task A_package_without_a_licence_gets_no_bill_of_materials()
    {
        var file = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".json");
        await File.WriteAllTextAsync(file, "      \"Strange.Package\": {\n        \"resolved\": \"1.0.0\",\n        \"contentHash\": \"AAAA\"\n");
        var (code, _, error) = await SbomAsync(file);
        File.Delete(file);
        Assert.Equal(1, code);
        Assert.Contains("Strange.Package 1.0.0 is not in THIRD-PARTY-NOTICES.md", error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Text, string Error)> SbomAsync(string lockFile)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(Tree.Root, "packaging", "sbom"), lockFile, "0.1.0"]) { WorkingDirectory = Tree.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, text, await error);
    }

    [GeneratedRegex("^[0-9a-f]{128}$")]
    private static partial Regex Sha512();
}
