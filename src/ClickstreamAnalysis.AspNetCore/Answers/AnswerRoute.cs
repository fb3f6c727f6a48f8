using Microsoft.AspNetCore.Http;

namespace ClickstreamAnalysis.AspNetCore.Answers;

/// <summary>A question that is answered over HTTP.</summary>
/// <param name="Pattern">The path below the prefix.</param>
/// <param name="Summary">What is answered, in a sentence.</param>
/// <param name="Answer">Answers. The flag tells whether other instances may be asked.</param>
/// <param name="ForPeers">Whether other instances ask it too.</param>
internal sealed record AnswerRoute(string Pattern, string Summary, Func<HttpContext, bool, ValueTask<Answer>> Answer, bool ForPeers = false);
