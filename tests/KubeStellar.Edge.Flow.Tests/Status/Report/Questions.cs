using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Flow.Tests.Status.Report;

/// <summary>Questions and answers as bytes.</summary>
internal static class Questions
{
    internal static byte[] Of(string id, params AskedObject[] objects) => Of(id, 8 << 20, objects);

    internal static byte[] Of(string id, int maxBytes, params AskedObject[] objects) =>
        JsonSerializer.SerializeToUtf8Bytes(new StatusQuestion { Id = id, Objects = objects, MaxBytes = maxBytes }, ContractsJson.Default.StatusQuestion);

    internal static StatusAnswer Read(ReadOnlyMemory<byte> body) => JsonSerializer.Deserialize(body.Span, ContractsJson.Default.StatusAnswer)!;

    internal static byte[] Write(StatusAnswer answer) => JsonSerializer.SerializeToUtf8Bytes(answer, ContractsJson.Default.StatusAnswer);
}
