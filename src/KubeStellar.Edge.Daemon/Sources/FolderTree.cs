using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace KubeStellar.Edge.Daemon.Sources;

/// <summary>Looks at a folder without reading it.</summary>
/// <param name="path">As it was given; may lead through links.</param>
/// <param name="git">Whether git works in it.</param>
internal sealed class FolderTree(string path, bool git)
{
    /// <summary>Where git says that it changes the working tree.</summary>
    internal const string GitLock = "index.lock";

    private const int Attempts = 10;

    /// <summary>The folder now.</summary>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    internal FolderState Look(out IReadOnlyList<string> linkFolders)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var real = RealPath.Of(path);
                linkFolders = real.LinkFolders;
                return real.Path is { } folder ? new FolderState(folder, Fingerprint(folder), git && IsBusy(folder)) : new FolderState(null, "", false);
            }
            catch (UnauthorizedAccessException error)
            {
                throw new IOException(error.Message, error);
            }
            catch (Exception error) when (error is DirectoryNotFoundException or FileNotFoundException && attempt < Attempts)
            {
                // It, or a folder in it, went while it was looked at: then it is as it is now.
                continue;
            }
        }
    }

    private static bool IsBusy(string folder) => GitRevision.FolderOf(folder) is { } own && File.Exists(Path.Combine(own, GitLock));

    private static string Fingerprint(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(folder + "\n"));
        foreach (var file in Files(folder))
        {
            var info = new FileInfo(file);
            var link = info.LinkTarget is null ? null : info.ResolveLinkTarget(returnFinalTarget: true);
            var there = link as FileInfo ?? info;
            var (size, time) = there.Exists ? (there.Length, there.LastWriteTimeUtc.Ticks) : (-1, 0);
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{file}\0{size}\0{time}\0{link?.FullName}\n")));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    // Hidden files are nobody's input; a linked folder is not walked, by the reader neither.
    private static IEnumerable<string> Files(string folder)
    {
        foreach (var entry in Directory.GetFileSystemEntries(folder).Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(entry).StartsWith('.'))
            {
                continue;
            }

            if (!Directory.Exists(entry))
            {
                yield return entry;
            }
            else if (new DirectoryInfo(entry).LinkTarget is null)
            {
                foreach (var file in Files(entry))
                {
                    yield return file;
                }
            }
        }
    }
}
