using System.Buffers;
using System.Text.Json;

namespace KubeStellar.Edge.Contracts.Json;

/// <summary>Writes one value after the other in canonical form; an object's members are put in order once all are written, and not moved if they were in order.</summary>
internal ref struct CanonicalWriter(byte[] buffer)
{
    private CanonicalMember[] _members = ArrayPool<CanonicalMember>.Shared.Rent(64);
    private int _memberCount;
    private int _length;

    public readonly ReadOnlySpan<byte> Written => buffer.AsSpan(0, _length);

    public readonly void Dispose() => ArrayPool<CanonicalMember>.Shared.Return(_members);

    public void Value(ref Utf8JsonReader reader, ReadOnlySpan<byte> input)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                Object(ref reader, input);
                break;
            case JsonTokenType.StartArray:
                Array(ref reader, input);
                break;
            case JsonTokenType.String:
                Text(ref reader, input);
                break;
            default:
                Raw(reader.ValueSpan);
                break;
        }
    }

    private void Array(ref Utf8JsonReader reader, ReadOnlySpan<byte> input)
    {
        Byte((byte)'[');
        var first = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (!first)
            {
                Byte((byte)',');
            }

            first = false;
            Value(ref reader, input);
        }

        Byte((byte)']');
    }

    private void Object(ref Utf8JsonReader reader, ReadOnlySpan<byte> input)
    {
        Byte((byte)'{');
        var firstMember = _memberCount;
        var sorted = true;
        var order = new CanonicalMemberOrder(buffer);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (_memberCount > firstMember)
            {
                Byte((byte)',');
            }

            var start = _length;
            var inputOffset = (int)reader.TokenStartIndex;
            var escaped = Text(ref reader, input);
            var nameLength = _length - start - 2;
            Byte((byte)':');
            reader.Read();
            Value(ref reader, input);
            var member = new CanonicalMember(start, nameLength, _length, inputOffset, escaped);
            sorted = sorted && (_memberCount == firstMember || order.Compare(_members[_memberCount - 1], member) < 0);
            Push(member);
        }

        if (!sorted)
        {
            Sort(_members.AsSpan(firstMember, _memberCount - firstMember), order, input);
        }

        _memberCount = firstMember;
        Byte((byte)'}');
    }

    private readonly void Sort(Span<CanonicalMember> members, CanonicalMemberOrder order, ReadOnlySpan<byte> input)
    {
        var start = members[0].Start;
        var length = _length - start;
        members.Sort(order);
        for (var i = 1; i < members.Length; i++)
        {
            if (order.Compare(members[i - 1], members[i]) == 0)
            {
                var second = Math.Max(members[i - 1].InputOffset, members[i].InputOffset);
                throw JsonPlace.Refuse("the member is there twice", input, second, atMember: true);
            }
        }

        var copy = ArrayPool<byte>.Shared.Rent(length);
        buffer.AsSpan(start, length).CopyTo(copy);
        var at = start;
        foreach (var member in members)
        {
            if (at > start)
            {
                buffer[at++] = (byte)',';
            }

            copy.AsSpan(member.Start - start, member.End - member.Start).CopyTo(buffer.AsSpan(at));
            at += member.End - member.Start;
        }

        ArrayPool<byte>.Shared.Return(copy);
    }

    /// <summary>Writes a string or a name with its quotes; true when its canonical form holds an escape.</summary>
    private bool Text(ref Utf8JsonReader reader, ReadOnlySpan<byte> input)
    {
        Byte((byte)'"');
        var escaped = false;
        if (!reader.ValueIsEscaped)
        {
            Raw(reader.ValueSpan);
        }
        else
        {
            escaped = Unescaped(ref reader, input);
        }

        Byte((byte)'"');
        return escaped;
    }

    private bool Unescaped(ref Utf8JsonReader reader, ReadOnlySpan<byte> input)
    {
        var scratch = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            int length;
            try
            {
                length = reader.CopyString(scratch);
            }
            catch (InvalidOperationException error)
            {
                throw JsonPlace.Refuse("a lone surrogate is no character", input, reader.TokenStartIndex, error, atMember: reader.TokenType == JsonTokenType.PropertyName);
            }

            return JsonEscapes.Write(scratch.AsSpan(0, length), buffer, ref _length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    private void Push(CanonicalMember member)
    {
        if (_memberCount == _members.Length)
        {
            var larger = ArrayPool<CanonicalMember>.Shared.Rent(_members.Length * 2);
            _members.AsSpan().CopyTo(larger);
            ArrayPool<CanonicalMember>.Shared.Return(_members);
            _members = larger;
        }

        _members[_memberCount++] = member;
    }

    private void Byte(byte value) => buffer[_length++] = value;

    private void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(buffer.AsSpan(_length));
        _length += bytes.Length;
    }
}
