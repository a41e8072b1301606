using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Disk;
using KubeStellar.Edge.Flow.Edge.Apply;

namespace KubeStellar.Edge.Kubernetes.Manifests.Readers;

/// <summary>
/// The rules of what reads a folder, beside what all folders have in common (index, claims, hold). This one is the plain <c>manifests:DIR</c>, and what others do
/// not say differently holds for them too; hence not sealed. What a reader needs done to files beside writing them is its folder's (<see cref="Over"/>).
/// </summary>
internal class FolderReader
{
    /// <summary>The word before the colon of <c>--target</c>.</summary>
    internal virtual string Form => "manifests";

    /// <summary>Names to try in turn for an object, the first one best; never the same for two objects all along.</summary>
    internal virtual IEnumerable<string> Candidates(ObjectKey key) => ManifestFileName.Candidates(key);

    /// <summary>Whether a name of an index may stay. A folder that was another form's may hold names that this reader would not take; these objects are named anew.</summary>
    internal virtual bool Accepts(string file) => file.EndsWith(ManifestFileName.Extension, StringComparison.Ordinal);

    /// <summary>Why this reader can do nothing with an object; null when it can.</summary>
    internal virtual Refusal? Refuse(TargetObject wanted, IManifestFolder folder) => null;

    /// <summary>The file of an object.</summary>
    internal virtual ReadOnlyMemory<byte> Bytes(TargetObject wanted, IManifestFolder folder) => wanted.Content;

    /// <summary>The digest of the content that a file's bytes were made from.</summary>
    internal virtual Digest ContentOf(ReadOnlySpan<byte> file) => Digest.Of(file);

    /// <summary>Why the reader passes over a file that is as it should be; null when it does not.</summary>
    internal virtual Refusal? Hindrance(string file, IManifestFolder folder) => null;

    /// <summary>The file that a change of another name is about: <c>a.json</c> for <c>a.json.skip</c>; null when it may be about any.</summary>
    internal virtual string? Behind(string name) => name;

    /// <summary>Whether a change of this object's file may change the files of others.</summary>
    internal virtual bool Spreads(ObjectKey key) => false;

    /// <summary>The folder as this reader needs it treated; on <paramref name="disk"/> are others that belong to it.</summary>
    internal virtual IManifestFolder Over(IManifestFolder folder, IDisk disk, TimeProvider time) => folder;
}
