namespace KubeStellar.Edge.Contracts.Api;

/// <summary>One fault in what was sent.</summary>
/// <param name="Source">File, and document number or <c>line:column</c>.</param>
/// <param name="Field">Path of the field, or empty.</param>
/// <param name="Message">What is wrong.</param>
public sealed record ApiFault(string Source, string Field, string Message);
