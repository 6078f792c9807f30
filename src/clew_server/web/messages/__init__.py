"""The texts people read: found in code and templates, kept per room in ``locale/*.po``, checked by a test.

``python -m clew_server.web.messages`` brings every room's catalogues up to date and says what is still to translate.
"""
