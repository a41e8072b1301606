namespace KubeStellar.Edge.Contracts.Api;

/// <summary>Why a request was refused. Nothing of it was done.</summary>
/// <param name="Code"><c>invalid</c>, <c>not-found</c>, <c>conflict</c>, <c>denied</c>, <c>held</c>, <c>busy</c>, <c>timeout</c> or <c>internal</c>.</param>
/// <param name="Message">Sentence for people: what was wrong and what to do.</param>
/// <param name="Details">One line per fault.</param>
public sealed record ApiError(string Code, string Message, IReadOnlyList<ApiFault> Details);
