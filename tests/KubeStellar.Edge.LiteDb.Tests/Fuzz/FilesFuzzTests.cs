using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Store;
using KubeStellar.Edge.LiteDb.Edge;
using KubeStellar.Edge.LiteDb.Files;
using KubeStellar.Edge.TestKit.Fuzz;
using KubeStellar.Edge.TestKit.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeStellar.Edge.LiteDb.Tests.Fuzz;

/// <summary>Small files of a state directory as a failing disk, or somebody with access to it, gives them back: whole, set aside, or said to be damaged.</summary>
public sealed class FilesFuzzTests : IDisposable
{
    private static readonly string Corpus = Repository.PathOf("tests", "KubeStellar.Edge.LiteDb.Tests", "Fuzz", "Corpus");
    private static readonly PolicyKey Policy = new("default", "shop");
    private readonly string _root = Directory.CreateTempSubdirectory("kse-fuzz-").FullName;
    private readonly StateDirectory _directory;

    public FilesFuzzTests() => _directory = StateDirectory.Open(_root);

    public void Dispose()
    {
        _directory.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public Task Accepted_roots() => RunAsync(RootStore.AcceptedName, () => Store().WriteAccepted("""{"root":{"edge":"e1"}}"""u8), () => Assert.True(Store().ReadAccepted() is null or { Length: >= 0 }));

    [Fact]
    public Task Last_good_manifests() => RunAsync(
        "last-good.json", () => Store().WriteLastGood(new Dictionary<PolicyKey, Digest> { [Policy] = Digest.Of("a"u8) }), () => Assert.All(Store().ReadLastGood().Keys, key => Assert.True(PolicyKey.TryParse(key.ToString(), out _))));

    [Fact]
    public Task Sequences() => RunAsync("sequence", () => new SequenceFile(_directory).Write(7000), () => Assert.True(new SequenceFile(_directory).Read() is null or >= 0));

    [Fact]
    public Task Contents()
    {
        var contents = new ContentStore(_directory, NullLogger<ContentStore>.Instance);
        var digest = Digest.Of("{\"a\":1}"u8);
        var name = Path.GetRelativePath(_root, ContentStore.PathOf(Path.Combine(_root, ContentStore.FolderName), digest));
        return RunAsync(name, () => contents.Write(digest, "{\"a\":1}"u8), () => Assert.True(contents.Read(digest) is not { } bytes || Digest.Of(bytes.Span) == digest), new PlainEnvelope());
    }

    private RootStore Store() => new(_directory, NullLogger<RootStore>.Instance);

    private async Task RunAsync(string name, Action write, Action read, IEnvelope? envelope = null)
    {
        write();
        var path = Path.Combine(_root, name);
        Assert.True(File.Exists(path), string.Join(' ', Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories)));
        var seed = await File.ReadAllBytesAsync(path);
        var target = new FuzzTarget("file-" + Path.GetFileName(name)[..4], input =>
        {
            File.WriteAllBytes(path, input);
            read();
        }, typeof(StoreDamagedException)) { Envelope = envelope ?? new Sealed(), Mutants = 40 };
        Assert.InRange(await new Fuzzer(Corpus).RunAsync(target, [seed]), 1, int.MaxValue);
    }
}
