using ClickstreamAnalysis.Processing.Failures;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Options;

/// <summary>Writes messages that must reach a person: to the logger, or to standard error when there is no logger.</summary>
/// <param name="logger">The logger.</param>
/// <param name="applicationId">Names the application.</param>
/// <param name="errorOutput">Where to write without a logger; null for the process's standard error.</param>
internal sealed class Notices(ILogger logger, string applicationId, TextWriter? errorOutput)
{
    // A factory without providers logs nothing.
    private bool IsLogged => logger.IsEnabled(LogLevel.Critical);

    /// <summary>Warns about a mistake, or about a wait.</summary>
    /// <param name="text">The message. Never user data.</param>
    public void Warn(string text)
    {
        if (IsLogged)
        {
            logger.ApplicationNotice(applicationId, text);
        }
        else
        {
            Write(text);
        }
    }

    /// <summary>Reports the error that stops the application.</summary>
    /// <param name="error">The error.</param>
    public void Fail(Exception error)
    {
        var text = ThrowLocation.MessageOf(error);
        if (IsLogged)
        {
            logger.ApplicationFailed(error, applicationId, text);
            return;
        }

        Write($"The application stops: {(text == error.Message ? $"{error.GetType().FullName}: " : "")}{text}{Environment.NewLine}"
            + $"{nameof(StreamsApplication)}.{nameof(StreamsApplication.Completion)} throws this error with its causes; set {nameof(StreamsOptions)}.{nameof(StreamsOptions.LoggerFactory)} to see more.");
    }

    private void Write(string text)
    {
        try
        {
            (errorOutput ?? Console.Error).WriteLine($"[{applicationId}] {text}");
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // A closed standard error must not stop the application.
        }
    }
}
