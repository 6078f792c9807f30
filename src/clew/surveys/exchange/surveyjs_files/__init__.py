"""SurveyJS: its JSON in and out."""
