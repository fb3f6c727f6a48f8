using Microsoft.AspNetCore.Http;

namespace ClickstreamAnalysis.AspNetCore.Answers;

/// <summary>A request that has no answer, with the status and the text to give. The text contains neither keys nor values.</summary>
internal sealed class RefusedException(int status, string title, string detail, Exception? cause = null) : Exception(detail, cause)
{
    public int Status => status;

    public string Title => title;

    public static RefusedException BadKey(Type type, Exception? cause = null) => BadRequest("key", $"The key is not valid: the store has keys of type {type.Name}", cause);

    public static RefusedException BadRequest(string what, string detail, Exception? cause = null) =>
        new(StatusCodes.Status400BadRequest, $"The {what} is not valid", $"{detail}.", cause);
}
