namespace KubeStellar.Edge.Contracts.Json;

/// <summary>A member already written: where its name (within the quotes) and its <c>"name":value</c> lie in the output, and where it stood in the input.</summary>
internal readonly record struct CanonicalMember(int Start, int NameLength, int End, int InputOffset, bool Escaped);
