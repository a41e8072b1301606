using System.Globalization;
using System.Text;
using KubeStellar.Edge.LiteDb.Files;

namespace KubeStellar.Edge.LiteDb.Edge;

/// <summary>How far report sequences are reserved, in a file of its own: a rebuilt database must not repeat them.</summary>
internal sealed class SequenceFile(StateDirectory directory)
{
    private readonly string _path = directory.File("sequence");

    /// <summary>The highest reserved sequence; null when the file is missing or not whole.</summary>
    internal long? Read() =>
        directory.Disk.HasFile(_path) && SealedFile.Read(directory.Disk, _path) is { } bytes
        && long.TryParse(Encoding.ASCII.GetString(bytes), NumberStyles.None, CultureInfo.InvariantCulture, out var reserved) ? reserved : null;

    internal void Write(long reserved) => SealedFile.Write(directory.Disk, _path, Encoding.ASCII.GetBytes(reserved.ToString(CultureInfo.InvariantCulture)));
}
