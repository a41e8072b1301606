using System.Text;

namespace KubeStellar.Edge.Disk;

/// <summary>Small files that a daemon keeps beside its stores, written as the stores' own are: a crash or a power cut leaves the old one or the new one, whole.</summary>
public static class LocalFile
{
    /// <summary>Replaces a file; durable when this returns, name and all.</summary>
    /// <exception cref="IOException">It could not be written, and the old one is untouched.</exception>
    public static void Write(string path, string text) => DurableFile.Write(RealDisk.Instance, path, Encoding.UTF8.GetBytes(text));
}
