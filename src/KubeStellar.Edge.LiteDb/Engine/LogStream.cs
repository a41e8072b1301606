using KubeStellar.Edge.Disk;

namespace KubeStellar.Edge.LiteDb.Engine;

/// <summary>
/// The log of a database. The last page of a transaction carries a byte that confirms all of it, and a page that the power tore in the middle may carry that byte
/// already: so it is written without, and the byte after it is on the disk. Bound to the page format of LiteDB 5.
/// </summary>
internal sealed class LogStream(IDiskFile file, StoreFault fault) : StoreStream(file, fault)
{
    private const int PageSize = 8192;
    private const int Confirms = 18;

    protected override void Put(IDiskFile file, ReadOnlySpan<byte> bytes, long at)
    {
        if (bytes.Length != PageSize || bytes[Confirms] == 0)
        {
            file.Write(bytes, at);
            return;
        }

        var page = bytes.ToArray();
        page[Confirms] = 0;
        file.Write(page, at);
        file.Sync();
        file.Write(bytes.Slice(Confirms, 1), at + Confirms);
        file.Sync();
    }

    // A page that is written over an old one which comes back, and is torn, would be confirmed by what was written before.
    protected override void Cut(IDiskFile file, long length)
    {
        file.SetLength(length);
        file.Sync();
    }
}
