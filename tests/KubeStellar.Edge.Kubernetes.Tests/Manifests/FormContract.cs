using System.Text;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Disk;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Manifests;
using KubeStellar.Edge.Kubernetes.Manifests.Readers;
using KubeStellar.Edge.TestKit.Contracts;
using KubeStellar.Edge.TestKit.Processes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Kubernetes.Tests.Manifests;

/// <summary>What every target does, for a form of a folder whose files carry a digest in their names.</summary>
public abstract class FormContract : TargetContract, IDisposable
{
    private protected TestFolder Folder { get; } = new();

    private protected FakeTimeProvider Time { get; } = new();

    private protected abstract FolderReader Reader { get; }

    private protected virtual string Dir => Folder["manifests"];

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override ITarget Reopen() => Open(new ManifestFolder(Dir, RealDisk.Instance));

    protected override async Task PutForeignAsync(ObjectKey key, byte[] content)
    {
        Directory.CreateDirectory(Dir);
        await File.WriteAllBytesAsync(FileOf(key), content);
    }

    protected override async Task TamperAsync(ObjectKey key, byte[]? content)
    {
        if (content is null)
        {
            File.Delete(FileOf(key));
        }
        else
        {
            await File.WriteAllBytesAsync(FileOf(key), content);
        }
    }

    protected override async Task<byte[]?> PeekAsync(ObjectKey key) => File.Exists(FileOf(key)) ? await File.ReadAllBytesAsync(FileOf(key)) : null;

    private protected static ObjectKey KeyOf(TargetObject wanted) => wanted.Entry.Key;

    private protected static TargetObject Object(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return new TargetObject(PolicyKey.Parse("default.p"), new ManifestEntry(ObjectKey.OfObject(System.Text.Json.JsonElement.Parse(bytes)), Digest.Of(bytes)), bytes);
    }

    private protected static TrackedObject LineOf(TargetObject wanted) => new(wanted.Entry.Key, wanted.Policy, default, true);

    private protected static async Task IntendAsync(ITarget target, params TargetObject[] wanted) =>
        Assert.Equal(TargetOutcomeKind.Done, (await target.IntendAsync([.. wanted.Select(LineOf)], default)).Kind);

    private protected static Task<TargetOutcome> ApplyAsync(ITarget target, TargetObject wanted) => target.ApplyAsync(wanted, LineOf(wanted), default);

    private protected string NameOf(ObjectKey key) => Reader.Candidates(key).First();

    private protected string FileOf(ObjectKey key) => Path.Combine(Dir, NameOf(key));

    private protected ManifestsTarget Open(IManifestFolder folder) =>
        new(Reader.Over(folder, RealDisk.Instance, Time), "e1", Reader, new ManifestsWatch(TimeProvider.System, NullLogger<ManifestsWatch>.Instance), NullLogger<ManifestsTarget>.Instance);
}
