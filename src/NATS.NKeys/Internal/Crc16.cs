namespace NATS.NKeys.Internal;

/// <summary>CRC-16/XMODEM (polynomial 0x1021, start 0), the check that ends every NKey.</summary>
internal static class Crc16
{
    public static ushort Checksum(ReadOnlySpan<byte> data)
    {
        var crc = 0;
        foreach (var value in data)
        {
            crc ^= value << 8;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1;
            }
        }

        return (ushort)crc;
    }
}
