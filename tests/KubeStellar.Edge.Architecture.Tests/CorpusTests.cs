namespace KubeStellar.Edge.Architecture;

/// <summary>What fuzzers found, and where they begin: a folder that no target reads would be kept for nothing.</summary>
public sealed class CorpusTests
{
    [Fact]
    public void Each_folder_of_a_corpus_is_of_a_target_and_has_inputs()
    {
        var folders = Directory.EnumerateDirectories(Path.Combine(Tree.Root, "tests"), "Corpus", SearchOption.AllDirectories)
            .Where(folder => Path.GetFileName(Path.GetDirectoryName(folder)) == "Fuzz")
            .SelectMany(Directory.EnumerateDirectories).ToList();
        Assert.NotEmpty(folders);
        foreach (var folder in folders)
        {
            var target = Path.GetFileName(folder);
            var sources = Directory.EnumerateFiles(Path.GetFullPath(Path.Combine(folder, "..", "..")), "*.cs").Select(File.ReadAllText).ToList();

            // Some targets are named by what they are of: gateway-ReportMessage, file-last.
            string[] names = [$"\"{target}\"", $"\"{target[(target.IndexOf('-', StringComparison.Ordinal) + 1)..]}"];
            Assert.True(sources.Exists(source => Array.Exists(names, name => source.Contains(name, StringComparison.Ordinal))), $"{folder} is of no target");
            Assert.NotEmpty(Directory.EnumerateFiles(folder));
        }
    }
}
